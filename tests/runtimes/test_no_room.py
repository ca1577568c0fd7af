"""A job whose disk has no room for its report ends with a word about it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from blueprint.runtimes import local, process
from blueprint.runtimes.run_folder import NO_ROOM, RunFolder


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, NO_ROOM), (errno.EDQUOT, NO_ROOM), (errno.EIO, None)])
def test_a_report_that_finds_no_room_is_an_exit_code_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: int | None):
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(RunFolder, "put_process", refuse)
    folder = RunFolder(tmp_path)
    if said is None:
        with pytest.raises(OSError, match="Input/output"):
            process.run(folder)
    else:
        assert process.run(folder) == said


def test_the_person_is_told_which_folder_is_full():
    code, message, retryable = local._cause(NO_ROOM << 8)
    assert (code, retryable) == ("configuration_error", False)
    assert "BLUEPRINT_STATE_DIR" in message
    assert "No space left on device" in message
