"""JSON in the bucket: one value has one spelling; what cannot be read says which field is wrong."""

from __future__ import annotations

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from blueprint.core.errors import ContractError

T = TypeVar("T", bound=BaseModel)


def to_json(value: BaseModel) -> bytes:
    """Sorted keys, one space of indentation, a newline at the end. ContractError when a number is NaN or infinite."""
    content = value.model_dump(mode="python", by_alias=True)
    _refuse_not_finite(content, type(value).__name__, "")
    content = value.model_dump(mode="json", by_alias=True)
    return (json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def from_json(name: str, content: bytes, schema: type[T]) -> T:
    """The value in the object `name`. ContractError that names the first wrong field, what was expected and what was found."""
    try:
        json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
        return schema.model_validate_json(content)
    except ValidationError as error:
        raise malformed(name, error) from error
    except RecursionError as error:
        raise ContractError(name, "", "JSON that is not nested so deeply", f"{len(content)} bytes") from error
    except ValueError as error:
        raise ContractError(name, "", "JSON (RFC 8259, UTF-8)", f"{error}: {content[:60]!r}") from error


def malformed(subject: str, error: ValidationError) -> ContractError:
    """The first fault of a value (and how many more there are) as a ContractError."""
    faults = error.errors(include_url=False)
    first = faults[0]
    expected = _expected(first)
    if len(faults) > 1:
        expected += f" (and {len(faults) - 1} more: {', '.join(_path(fault) for fault in faults[1:6])})"
    return ContractError(subject, _path(first), expected, "nothing" if first["type"] == "missing" else first["input"])


def _path(fault: ErrorDetails) -> str:
    return ".".join(str(part) for part in fault["loc"])


def _expected(fault: ErrorDetails) -> str:
    match fault["type"]:
        case "missing":
            return "a value"
        case "extra_forbidden":
            return "no such field"
    message = fault["msg"]
    for start in ("Input should be ", "Value error, "):
        message = message.removeprefix(start)
    return message


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"each key once, but {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _refuse_not_finite(value: object, subject: str, path: str) -> None:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ContractError(subject, path, "a finite number", value)
    if isinstance(value, dict):
        for key, below in value.items():
            _refuse_not_finite(below, subject, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, below in enumerate(value):
            _refuse_not_finite(below, subject, f"{path}.{index}")
