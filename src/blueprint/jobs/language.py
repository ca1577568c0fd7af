"""The language model that a job may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blueprint.runtimes.process import JobContext

if TYPE_CHECKING:
    from blueprint.providers.language import OpenAICompatible

ANSWER_LIMIT_S = 120


def model_of(context: JobContext, base_url: str, name: str) -> OpenAICompatible | None:
    """None without a key or an endpoint: then nothing is asked. Raises ConfigurationError for an endpoint that is none."""
    key = context.secret("OPENAI_API_KEY")
    if not (key and base_url):
        return None
    from blueprint.providers.language import OpenAICompatible  # an HTTP client, which most jobs do without

    return OpenAICompatible(base_url, key, name, timeout_s=ANSWER_LIMIT_S)
