"""What a USD file may name: only files below its scene's folder. Checked before anything composes or packages it.

`@/etc/hosts@` and `@../../../etc/hostname@` both resolve, and a package would carry the file away; 100,000 nested prims end the process
that parses them (usd-core 26.8). So a layer is read as text first, with caps, and its paths are judged without opening what they name.
A binary layer has to be opened for its paths: a job does that in a process of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

from blueprint.core.errors import ContractError

MAX_LAYER_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 2**30
MAX_DEPTH = 256
MAX_FILES = 8192
LAYERS = (".usda", ".usdc", ".usd")
OTHERS = (".png", ".jpg", ".jpeg", ".exr", ".hdr")

# Sdf's text grammar: strings in four kinds of quotes, three kinds of comments, asset paths in @ or @@@
_TOKENS = re.compile(
    rb'(?P<quoted>"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')'
    rb"|(?P<comment>#[^\n]*|//[^\n]*|/\*.*?\*/)|@@@(?P<long>.*?)@@@|@(?P<asset>[^@\n]*)@",
    re.DOTALL,
)


def check_references(path: Path, root: Path | None = None) -> tuple[Path, ...]:
    """Every file that `path` needs, itself first, each once, none opened but as one layer.

    root: the folder that all must lie in, by default the one above the file's own (a scene is `<root>/usd/scene.usda`).
    Raises ContractError naming the layer and the path that is absolute, leaves root (also through a link), is absent or no kind of ours.
    """
    inside = (root or path.parent.parent).resolve()
    found, waiting, total = [path.resolve()], [path.resolve()], 0
    seen = set(found)
    if not found[0].is_relative_to(inside):
        raise ContractError(str(path), "", f"a file in {inside}", str(found[0]))
    while waiting:
        layer = waiting.pop()
        total += layer.stat().st_size if layer.is_file() else 0
        if total > MAX_TOTAL_BYTES or len(found) > MAX_FILES:
            expected = f"at most {MAX_FILES} files of {MAX_TOTAL_BYTES} bytes in all"
            raise ContractError(str(path), "dependencies", expected, f"{len(found)} files, {total} bytes")
        for named in asset_paths(layer):
            needed = _judged(layer, named, inside)
            if needed not in seen:
                seen.add(needed)
                found.append(needed)
                if needed.suffix in LAYERS:
                    waiting.append(needed)
    return tuple(found)


def asset_paths(layer: Path) -> list[str]:
    """The asset paths that one layer names, sorted. Raises ContractError for a hostile one."""
    content = refuse_hostile_text(layer)
    if content.startswith(b"PXR-USDC"):
        from blueprint.domain.usd.openusd import UsdUtils

        sublayers, references, payloads = UsdUtils.ExtractExternalReferences(str(layer))
        return sorted({*sublayers, *references, *payloads} - {""})
    found = (match["long"] if match["asset"] is None else match["asset"] for match in _TOKENS.finditer(content))
    return sorted({named.decode("utf-8", "replace") for named in found if named})


def refuse_hostile_text(path: Path) -> bytes:
    """The content of a layer. Raises ContractError when there is none, it is too big, or text nested too deep to be parsed safely."""
    if not path.is_file():
        raise ContractError(str(path), "", "a file", "none")
    size = path.stat().st_size
    if size > MAX_LAYER_BYTES:
        raise ContractError(str(path), "size", f"at most {MAX_LAYER_BYTES} bytes", size)
    content = path.read_bytes()
    if content.startswith(b"PXR-USDC"):
        return content
    if not content.startswith(b"#usda 1."):
        raise ContractError(str(path), "", "a USD layer (`#usda 1.` or `PXR-USDC`)", content[:16])
    depth = _depth(content)
    if depth > MAX_DEPTH:
        raise ContractError(str(path), "nesting", f"at most {MAX_DEPTH} levels", depth)
    return content


def _depth(content: bytes) -> int:
    """Deepest nesting of (), [] and {} outside strings, comments and paths."""
    deepest = depth = 0
    for bracket in re.findall(rb"[(){}\[\]]", _TOKENS.sub(b"", content)):
        depth += 1 if bracket in b"([{" else -1
        deepest = max(deepest, depth)
    return deepest


def _judged(layer: Path, named: str, inside: Path) -> Path:
    if not named.startswith(("./", "../")) or re.search(r"[\\:\[\]\x00-\x1f]", named):
        raise ContractError(str(layer), "asset path", "one that starts with ./ or ../ and holds no scheme", named)
    needed = (layer.parent / named).resolve()
    if not needed.is_relative_to(inside):
        raise ContractError(str(layer), "asset path", f"one inside {inside}", named)
    if not needed.is_file():
        raise ContractError(str(layer), "asset path", "an existing file", named)
    if needed.suffix not in (*LAYERS, *OTHERS):
        raise ContractError(str(layer), "asset path", f"one of {', '.join((*LAYERS, *OTHERS))}", named)
    return needed
