"""Flags that several commands share."""

from __future__ import annotations

import argparse

from blueprint.settings import Settings, load


def add_bucket(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bucket", metavar="URL", help="folder or s3:// URL (default: BLUEPRINT_BUCKET, else ./blueprint-data)")


def settings_from(arguments: argparse.Namespace) -> Settings:
    """The settings, with what the flags say on top. Raises ConfigurationError."""
    settings = load()
    return settings.model_copy(update={"bucket": arguments.bucket}) if arguments.bucket else settings
