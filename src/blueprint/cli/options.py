"""Flags that several commands share."""

from __future__ import annotations

import argparse
import json
from typing import Any

from blueprint.core.errors import ContractError
from blueprint.settings import Settings, load


def add_bucket(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bucket", metavar="URL", help="folder or s3:// URL (default: BLUEPRINT_BUCKET, else ./blueprint-data)")


def settings_from(arguments: argparse.Namespace) -> Settings:
    """The settings, with what the flags say on top. Raises ConfigurationError."""
    settings = load()
    return settings.model_copy(update={"bucket": arguments.bucket}) if arguments.bucket else settings


def json_object(subject: str, text: str) -> dict[str, Any]:
    """What a person gave as JSON. ContractError naming `subject` when it is none, or no object."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContractError(subject, "", "a JSON object", f"{text[:80]!r} ({error})") from None
    if not isinstance(data, dict):
        raise ContractError(subject, "", "a JSON object", text)
    return data
