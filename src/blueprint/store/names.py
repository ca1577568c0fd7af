"""Names of objects that every backend can hold and no backend can be tricked with."""

from __future__ import annotations

import unicodedata

from blueprint.core.errors import ContractError

HIDDEN = ".blueprint"
"""First segment of what belongs to the store itself: staging, locks, generation index. Never an object."""

_MAX_NAME_BYTES = 1024
_MAX_SEGMENT_BYTES = 255


def check_name(name: str) -> str:
    """`name` itself when it is a safe object name; ContractError that says which rule it breaks otherwise."""
    fault = name_fault(name)
    if fault:
        raise ContractError("object name", "", fault, name)
    return name


def name_fault(name: str) -> str | None:
    """What a safe name would have been, or None when `name` is one (anchors.md e.3)."""
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        return "valid UTF-8"
    if not 0 < len(encoded) <= _MAX_NAME_BYTES:
        return f"1 to {_MAX_NAME_BYTES:,} bytes of UTF-8"
    if not name.isprintable() and any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in name):
        return "no control character"
    return _segment_fault(name)


def check_prefix(prefix: str) -> str:
    """`prefix` itself when some safe name can begin with it; ContractError otherwise."""
    if prefix:
        check_name(prefix[:-1] if prefix.endswith("/") else prefix)
    return prefix


def _segment_fault(name: str) -> str | None:
    segments = name.split("/")
    if segments[0] == "":
        return "a relative name"
    if segments[0] == HIDDEN:
        return f"a name outside {HIDDEN}/, which belongs to the store"
    if name.startswith(".well-known/acme-challenge/"):
        return "a name outside .well-known/acme-challenge/"
    for segment in segments:
        if segment in ("", ".", ".."):
            return "segments that are not empty, '.' or '..'"
        if len(segment) > 63 and len(segment.encode()) > _MAX_SEGMENT_BYTES:
            return f"segments of at most {_MAX_SEGMENT_BYTES} bytes"
    return None
