"""Names, identities and errors that everything else stands on."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.core.artifact import File
from blueprint.core.errors import BlueprintError, Conflict, ContractError, GateFailed, LeaseHeld, ObjectMissing, Timeout, TransientError
from blueprint.core.identity import digest, request_id, run_id, seed_of

MARKER = File("scenes/{scene_id}/usd/.usd_complete")
PICTURE = File("scenes/{scene_id}/images/{name}.png")

segment = st.text("abcxyzABC0189._-", min_size=1, max_size=20).filter(lambda text: text[0] not in "._-")


@given(segment, segment)
def test_a_name_gives_back_its_keys(scene_id: str, name: str) -> None:
    assert PICTURE.match(PICTURE.at(scene_id, name=name)) == {"scene_id": scene_id, "name": name}
    assert MARKER.scene_of(MARKER.at(scene_id)) == scene_id


@pytest.mark.parametrize(
    "name",
    ["scenes/a/b/usd/.usd_complete", "scenes//usd/.usd_complete", "scenes/a/usd/.usd_complete\n", "scenes/a/usd/xusd_complete"],
)
def test_no_key_crosses_a_slash(name: str) -> None:
    assert MARKER.match(name) is None


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_digests_tell_parts_apart(first: list[str], second: list[str]) -> None:
    assert (digest(*first) == digest(*second)) is (first == second)
    assert 0 <= seed_of(*first) < 2**63


def test_identities_derive_from_their_cause() -> None:
    run = run_id("usd-assembly-pipeline", "scenes/a/assets/.regen3d_complete#17")
    assert request_id(run, "simready") == request_id(run, "simready")
    causes = [(run, "simready"), (run, "interactive"), (run, "simready", "2"), (run + "x", "simready")]
    assert len({request_id(*cause) for cause in causes}) == 4


def classes(root: type[BlueprintError]) -> list[type[BlueprintError]]:
    return [root, *(below for child in root.__subclasses__() for below in classes(child))]


def test_every_error_has_a_code_of_its_own_and_only_transient_ones_are_retried() -> None:
    found = [error for error in classes(BlueprintError) if error.__module__ == "blueprint.core.errors"]
    assert len({error.code for error in found}) == len(found)
    for error in found:
        assert error.retryable is issubclass(error, TransientError)
        assert (error.exit_code == 73) is issubclass(error, Conflict)


def test_a_missing_object_is_a_contract_error_that_names_it() -> None:
    error = ObjectMissing("scenes/a/x.json", 17)
    assert isinstance(error, ContractError)
    assert str(error) == "scenes/a/x.json: expected an object of generation 17, found None"


def test_an_error_crosses_to_another_process_as_it_is() -> None:
    for error in (ContractError("a.json", "x", "1", 2), ObjectMissing("b", 3), GateFailed("g", ["one"]), LeaseHeld("l", "o", "t"), Timeout("late", 2.0)):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
