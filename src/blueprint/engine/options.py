"""An event's payload and the environment's values as one typed value. Flags have one parser (B14, W-12, WS-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from blueprint.core.errors import ContractError
from blueprint.store.documents import malformed

M = TypeVar("M", bound=BaseModel)

OF_THE_ENGINE = frozenset({"timeout_override_seconds", "bundle_tier", "scene_complexity", "type"})
"""What the engine itself reads (B5) and the type of an event of our own; a model need not declare them."""

_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def parse_flag(value: object) -> bool:
    """true/false, "true"/"false" in any case, 1/0, yes/no, on/off. ValueError for everything else, also for None and ""."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else None
    if word not in _WORDS:
        raise ValueError(f"true, false, 1, 0, yes, no, on or off, found {value!r}")
    return _WORDS[word]


def parse_options(model: type[M], payload: Mapping[str, Any], settings: Mapping[str, str], subject: str) -> M:
    """Each field from the payload, else from the setting that its `env` names, else its default.

    ContractError for a payload key that is no field or the operator's alone, a flag that is no flag, or a value that the model refuses.
    """
    unknown = sorted(set(payload) - set(model.model_fields) - OF_THE_ENGINE)
    if unknown:
        raise ContractError(subject, unknown[0], f"one of the options {', '.join(model.model_fields)}", payload[unknown[0]])
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        env = str(extra.get("env", "")) if isinstance(extra, dict) else ""
        if name in payload:
            if isinstance(extra, dict) and extra.get("operator"):
                raise ContractError(subject, name, f"the environment's {env} alone to say so", payload[name])
            values[name] = payload[name]
        elif env and settings.get(env, "") != "":
            values[name] = settings[env]
        else:
            continue
        if _is_flag(field.annotation):
            values[name] = _flag(subject, name, values[name])
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise malformed(subject, error) from error


def _is_flag(annotation: Any) -> bool:
    return annotation is bool or bool in get_args(annotation)


def _flag(subject: str, name: str, value: object) -> bool:
    try:
        return parse_flag(value)
    except ValueError:
        raise ContractError(subject, name, "true, false, 1, 0, yes, no, on or off", value) from None
