"""`scenes/<id>/usd/certificate.json`: the measured quality of the scene file beside it."""

from __future__ import annotations

from blueprint.core.artifact import Artifact
from blueprint.domain.certificate.certificate import Certificate

CERTIFICATE = Artifact("scenes/{scene_id}/usd/certificate.json", Certificate)
