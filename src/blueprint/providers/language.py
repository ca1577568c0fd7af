"""Language models behind an OpenAI-compatible chat endpoint. What they answer is a proposal, never an instruction."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from blueprint.core.errors import ConfigurationError, RateLimited, Refused, Timeout, TransientError, Unavailable

MAX_ANSWER_BYTES = 1 << 20
MAX_QUESTION_CHARACTERS = 200_000
_MAX_RETRY_AFTER_S = 300.0
_MAX_MESSAGE = 300


class LanguageModel(Protocol):
    """Answers a question as one JSON document of a schema."""

    @property
    def model(self) -> str: ...

    def complete(self, system: str, user: str, schema_name: str, schema: Mapping[str, Any]) -> str:
        """The answer's text, meant to be JSON of `schema`. Raises a TransientError when trying again may help, Refused when not."""
        ...


@dataclass
class Usage:
    """Tokens of all calls so far, as the service counts them."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class OpenAICompatible:
    """`POST {base_url}/chat/completions` with a JSON Schema as response format.

    A service that does not know `json_schema` is asked once more, and from then on, for a `json_object`. The key stands in the request's
    header and nowhere else: not in errors, not in `repr`. timeout_s is for the whole call, max_tokens for an
    answer with the thinking before it. Raises ConfigurationError for a base_url that is none.
    """

    def __init__(self, base_url: str, api_key: str, model: str, timeout_s: float = 120.0, max_tokens: int = 16_000) -> None:
        self.model = model
        self.usage = Usage()
        self._host = _host_of(base_url)
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._key = api_key
        self._timeout_s = timeout_s
        self._schema_known = True
        self._max_tokens = max_tokens

    def __repr__(self) -> str:
        return f"OpenAICompatible({self._host}, model={self.model!r})"

    def complete(self, system: str, user: str, schema_name: str, schema: Mapping[str, Any]) -> str:
        """Raises Timeout, RateLimited or Unavailable (with the pause the service asks for), or Refused for good."""
        if len(system) + len(user) > MAX_QUESTION_CHARACTERS:
            raise Refused(self._service, f"the question has {len(system) + len(user)} characters, at most {MAX_QUESTION_CHARACTERS} are sent")
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        status, headers, body = self._post(messages, schema_name, schema)
        if (status in (400, 404, 415, 422) and self._schema_known and b"response_format" in body) or (status == 400 and b"json_schema" in body):
            self._schema_known = False
            status, headers, body = self._post(messages, schema_name, schema)
        if status != 200:
            raise self._error(status, headers, body)
        return self._content(body)

    @property
    def _service(self) -> str:
        return f"language model {self.model} at {self._host}"

    def _post(self, messages: list[dict[str, str]], schema_name: str, schema: Mapping[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        wanted: dict[str, Any] = {"type": "json_object"}
        if self._schema_known:
            wanted = {"type": "json_schema", "json_schema": {"name": schema_name, "strict": True, "schema": dict(schema)}}
        payload = {"model": self.model, "messages": messages, "response_format": wanted, "max_completion_tokens": self._max_tokens}
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        deadline = time.monotonic() + self._timeout_s
        try:
            with (
                httpx.Client(timeout=self._timeout_s, follow_redirects=False) as client,
                client.stream("POST", self._url, json=payload, headers=headers) as response,
            ):
                return response.status_code, response.headers, self._body(response, deadline)
        except httpx.TimeoutException:
            raise Timeout(f"{self._service}: no answer within {self._timeout_s:g} s") from None
        except (httpx.TransportError, httpx.InvalidURL, httpx.StreamError) as problem:
            raise Unavailable(f"{self._service}: {self._clean(type(problem).__name__ + ': ' + str(problem))}") from None

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        body = b""
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MAX_ANSWER_BYTES:
                raise Refused(self._service, f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
            if time.monotonic() > deadline:
                raise Timeout(f"{self._service}: the answer was not complete within {self._timeout_s:g} s")
        return body

    def _error(self, status: int, headers: httpx.Headers, body: bytes) -> TransientError | Refused:
        said = self._clean(_message(body))
        after = _retry_after(headers)
        if status == 429 and b"insufficient_quota" not in body:
            return RateLimited(f"{self._service}: HTTP 429 {said}", after)
        if status in (408, 504):
            return Timeout(f"{self._service}: HTTP {status} {said}", after)
        if status >= 500 or status == 409:
            return Unavailable(f"{self._service}: HTTP {status} {said}", after)
        return Refused(self._service, f"HTTP {status} {said}")

    def _content(self, body: bytes) -> str:
        try:
            answer = json.loads(body)
            choice = answer["choices"][0]
            message = choice["message"]
            content = message.get("content")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            raise Refused(
                self._service, f"HTTP 200 without choices[0].message: {self._clean(body[:_MAX_MESSAGE].decode(errors='replace'))}"
            ) from None
        self._count(answer.get("usage"))
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            raise Refused(self._service, self._clean(str(message.get("refusal") or "content filter")))
        if not isinstance(content, str):
            raise Refused(self._service, f"choices[0].message.content: expected text, found {type(content).__name__}")
        return content

    def _count(self, usage: object) -> None:
        self.usage.calls += 1
        if isinstance(usage, dict):
            read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
            self.usage.input_tokens += read if isinstance(read, int) else 0
            self.usage.output_tokens += written if isinstance(written, int) else 0

    def _clean(self, text: str) -> str:
        """Without the key, in whole or in long part, on one line and short."""
        if self._key:
            text = text.replace(self._key, "***")
            for length in range(len(self._key) - 1, 7, -1):
                text = text.replace(self._key[:length], "***").replace(self._key[-length:], "***")
        return " ".join(text.split())[:_MAX_MESSAGE]


def _host_of(base_url: str) -> str:
    """The host, for messages: a URL may hold a password."""
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if host is None:
        raise ConfigurationError("OPENAI_BASE_URL", base_url.rpartition("@")[2], "an http or https URL with a host")
    return host


def _message(body: bytes) -> str:
    try:
        error = json.loads(body)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError, RecursionError):
        return body[:_MAX_MESSAGE].decode(errors="replace")


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds of `Retry-After` (the delay form) or of `retry-after-ms`."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * scale
        except (KeyError, ValueError):
            continue
        if 0 <= seconds < float("inf"):
            return min(seconds, _MAX_RETRY_AFTER_S)
    return None
