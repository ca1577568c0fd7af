"""The chat endpoint's client against a real HTTP server on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.providers.endpoint import KEY, Answer, Endpoint, said

from blueprint.core.errors import BlueprintError, ConfigurationError, RateLimited, Refused, Timeout, TransientError, Unavailable
from blueprint.providers.language import MAX_ANSWER_BYTES, MAX_QUESTION_CHARACTERS, OpenAICompatible

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}


def failed(status: int, message: str = "no", **headers: str) -> Answer:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps({"error": {"message": message}}).encode()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.server.shutdown()
    made.server.server_close()


def ask(model: OpenAICompatible) -> str:
    return model.complete("rules", "question", "answer", SCHEMA)


def failure(model: OpenAICompatible) -> BlueprintError:
    with pytest.raises(BlueprintError) as caught:
        ask(model)
    assert KEY not in f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r} {model!r}"
    return caught.value


def test_it_asks_for_strict_structured_output(endpoint: Endpoint):
    endpoint.script = lambda _: said('{"a": 1}')
    model = endpoint.model()
    assert ask(model) == '{"a": 1}'
    asked = endpoint.asked[0]
    assert asked["path"] == "/v1/chat/completions"
    assert asked["model"] == "small-model"
    assert asked["messages"] == [{"role": "system", "content": "rules"}, {"role": "user", "content": "question"}]
    assert asked["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert (model.usage.calls, model.usage.input_tokens, model.usage.output_tokens) == (1, 7, 5)


def test_without_a_key_no_header_is_sent(endpoint: Endpoint):
    ask(endpoint.model(key=""))
    assert "Authorization" not in endpoint.headers[0]


def test_a_service_without_schemas_is_asked_for_an_object_and_remembered(endpoint: Endpoint):
    def script(asked: dict[str, Any]) -> Answer:
        return said("{}") if asked["response_format"] == {"type": "json_object"} else failed(400, "response_format json_schema is not supported")

    endpoint.script = script
    model = endpoint.model()
    assert ask(model) == "{}"
    assert ask(model) == "{}"
    assert [asked["response_format"]["type"] for asked in endpoint.asked] == ["json_schema", "json_object", "json_object"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, RateLimited),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
        (529, Unavailable),
        (409, Unavailable),
        (504, Timeout),
        (408, Timeout),
    ],
)
def test_what_may_pass_is_transient_and_keeps_the_pause(endpoint: Endpoint, status: int, kind: type[TransientError]):
    endpoint.script = lambda _: failed(status, "later", Retry_After="12")
    problem = failure(endpoint.model())
    assert type(problem) is kind
    assert isinstance(problem, TransientError)
    assert (problem.retryable, problem.retry_after_s) == (True, 12.0)
    assert str(status) in str(problem)


@pytest.mark.parametrize(
    ("value", "seconds"), [("nonsense", None), ("-3", None), ("inf", None), ("nan", None), ("1e9", 300.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None)]
)
def test_a_foolish_pause_is_bounded_or_ignored(endpoint: Endpoint, value: str, seconds: float | None):
    endpoint.script = lambda _: failed(429, "later", Retry_After=value)
    problem = failure(endpoint.model())
    assert isinstance(problem, RateLimited)
    assert problem.retry_after_s == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 302])
def test_what_will_not_pass_is_refused(endpoint: Endpoint, status: int):
    endpoint.script = lambda _: failed(status, "never", Location="http://127.0.0.1:1/")
    problem = failure(endpoint.model())
    assert isinstance(problem, Refused)
    assert not problem.retryable
    assert len(endpoint.asked) == 1


def test_a_spent_quota_is_no_reason_to_wait(endpoint: Endpoint):
    endpoint.script = lambda _: (429, {}, b'{"error": {"message": "quota", "code": "insufficient_quota"}}')
    assert isinstance(failure(endpoint.model()), Refused)


@pytest.mark.parametrize("echo", [KEY, KEY[:20] + "...", f"Bearer {KEY}", KEY * 30, f"your key {KEY[:-4]}"])
def test_the_key_is_in_no_message(endpoint: Endpoint, echo: str):
    endpoint.script = lambda _: failed(401, f"Incorrect API key provided: {echo}")
    problem = failure(endpoint.model())
    assert KEY[:12] not in str(problem)
    endpoint.script = lambda _: (200, {}, f"<html>{echo}</html>".encode())
    assert KEY[:12] not in str(failure(endpoint.model()))


def test_no_answer_in_time(endpoint: Endpoint):
    def slow(_: dict[str, Any]) -> Answer:
        time.sleep(1.0)
        return said("{}")

    endpoint.script = slow
    assert isinstance(failure(endpoint.model(timeout_s=0.2)), Timeout)


def test_an_answer_that_drips_is_no_answer(endpoint: Endpoint):
    endpoint.drip_s = 0.05
    endpoint.script = lambda _: said("x" * 2_000)
    started = time.monotonic()
    assert isinstance(failure(endpoint.model(timeout_s=0.5)), Timeout)
    assert time.monotonic() - started < 3


def test_nobody_listens():
    assert isinstance(failure(OpenAICompatible("http://127.0.0.1:9", KEY, "m", 2.0)), Unavailable)


@pytest.mark.parametrize("url", ["", "not a url", "ftp://127.0.0.1/v1", "http://[::1"])
def test_an_address_that_is_none(url: str):
    with pytest.raises(ConfigurationError, match="OPENAI_BASE_URL"):
        OpenAICompatible(url, KEY, "m", 2.0)


def test_a_password_in_the_address_is_not_told():
    with pytest.raises(ConfigurationError) as caught:
        OpenAICompatible("ftp://user:hunter2@host/v1", KEY, "m", 2.0)
    assert "hunter2" not in str(caught.value)


def test_too_long_an_answer_is_refused(endpoint: Endpoint):
    endpoint.script = lambda _: said("x" * (MAX_ANSWER_BYTES + 10))
    assert isinstance(failure(endpoint.model()), Refused)


def test_too_long_a_question_is_not_sent(endpoint: Endpoint):
    with pytest.raises(Refused):
        endpoint.model().complete("", "x" * (MAX_QUESTION_CHARACTERS + 1), "answer", SCHEMA)
    assert endpoint.asked == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"choices": []}', b'{"choices": [{"message": null}]}', b'{"choices": [{}]}', b"\xff\xfe", b"[" * 100_000]
)
def test_an_answer_of_another_shape_is_refused(endpoint: Endpoint, body: bytes):
    endpoint.script = lambda _: (200, {}, body)
    assert isinstance(failure(endpoint.model()), Refused)


@pytest.mark.parametrize("answer", [said(None, refusal="I will not"), said(None), said(17), said([{"type": "text"}])])
def test_a_model_that_will_not(endpoint: Endpoint, answer: Answer):
    endpoint.script = lambda _: answer
    assert isinstance(failure(endpoint.model()), Refused)
