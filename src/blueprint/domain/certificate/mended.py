"""A scene's certificate, after the few repairs that it may need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blueprint.contracts.certificate import Certificate
from blueprint.contracts.scene import Scene
from blueprint.domain.certificate.certify import certify, failures
from blueprint.domain.certificate.repair import repair

MAX_REPAIRS = 3


@dataclass(frozen=True)
class Mended:
    """scene: as the last file has it. repairs: what was changed, in words. missed: what is still wrong; empty: the certificate passed."""

    scene: Scene
    certificate: Certificate
    repairs: tuple[str, ...]

    @property
    def missed(self) -> list[str]:
        return failures(self.certificate)


def certified(scene: Scene, stage: Path, write: Callable[[Scene], Path], told: Callable[[str], None] = lambda _: None) -> Mended:
    """stage: the scene's file as it is; write: writes a mended scene over it; told: hears of each repair as it is done.

    Raises ContractError as `certify`.
    """
    notes: list[str] = []
    certificate = certify(stage)
    for _ in range(MAX_REPAIRS):
        mended = repair(scene, certificate) if failures(certificate) else None
        if mended is None:
            break
        scene, said = mended
        for note in said:
            told(note)
        notes += said
        certificate = certify(write(scene))
    return Mended(scene, certificate, tuple(notes))
