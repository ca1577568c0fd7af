"""What a USD file may name: only files below its scene's folder. Checked before anything composes or packages it.

`@/etc/hosts@` and `@../../../etc/hostname@` both resolve, and a package would carry the file away; 100,000 nested prims end the process
that parses them (usd-core 26.8). So a layer is read as text first, with caps, and its paths are judged without opening what they name.
"""

from __future__ import annotations

import re
from pathlib import Path

from blueprint.core.errors import ContractError

MAX_LAYER_BYTES = 64 * 2**20
MAX_DEPTH = 256
MAX_LAYERS = 4096

_STRINGS = re.compile(rb'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*|@@@.*?@@@|@[^@\n]*@', re.DOTALL)


def refuse_hostile_text(path: Path) -> None:
    """Raises ContractError when the file is too big, or text nested too deep to be parsed safely."""
    if not path.is_file():
        raise ContractError(str(path), "", "a file", "none")
    size = path.stat().st_size
    if size > MAX_LAYER_BYTES:
        raise ContractError(str(path), "size", f"at most {MAX_LAYER_BYTES} bytes", size)
    content = path.read_bytes()
    if content.startswith(b"PXR-USDC"):
        return
    depth = _depth(content)
    if depth > MAX_DEPTH:
        raise ContractError(str(path), "nesting", f"at most {MAX_DEPTH} levels", depth)


def _depth(content: bytes) -> int:
    """Deepest nesting of (), [] and {} outside strings and comments."""
    deepest = depth = 0
    for bracket in re.findall(rb"[(){}\[\]]", _STRINGS.sub(b"", content)):
        depth += 1 if bracket in b"([{" else -1
        deepest = max(deepest, depth)
    return deepest
