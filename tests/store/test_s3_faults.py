"""Replies that get lost, conflicts that are none, foreign writers: through a proxy in front of the S3 server."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import boto3
import httpx
import pytest
from obstore.store import S3Store
from tests.store.conftest import s3_bucket

if TYPE_CHECKING:
    from obstore.store import S3Config

from blueprint.core.errors import ConfigurationError, GenerationMoved, Unavailable
from blueprint.store.s3 import S3Bucket


class Proxy(ThreadingHTTPServer):
    """Passes requests on; `faults` says what happens to the next PUTs: "drop" loses the reply, a number answers instead."""

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.faults: list[str | int] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy  # type: ignore[assignment]

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.faults.pop(0) if self.command == "PUT" and self.server.faults else None
        if isinstance(fault, int):
            return self.answer(fault, {}, b"<Error><Code>ConditionalRequestConflict</Code></Error>")
        headers = {key: value for key, value in self.headers.items() if key.lower() not in ("host", "content-length")}
        found = httpx.request(self.command, self.server.target + self.path, headers={**headers, "Host": self.headers["Host"]}, content=body)
        if fault == "drop":
            self.close_connection = True
            return None
        return self.answer(found.status_code, dict(found.headers), found.content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

    def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for key, value in headers.items():
            if key.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(key, value)
        self.send_header("Content-Length", headers.get("content-length", "0") if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        return None


@pytest.fixture
def proxy(s3_endpoint: str) -> Iterator[Proxy]:
    server = Proxy(s3_endpoint)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bucket(proxy: Proxy) -> S3Bucket:
    return s3_bucket(proxy.url, uuid.uuid4().hex)


@pytest.mark.parametrize("faults", [["drop"], ["drop", "drop"], [409], [409, "drop", 503], [500], [412]])
def test_a_write_whose_reply_is_lost_is_not_a_conflict(bucket: S3Bucket, proxy: Proxy, faults: list[str | int]) -> None:
    for name, if_generation in (("created", 0), ("written", None)):
        proxy.faults = list(faults)
        made = bucket.put(name, b"mine", if_generation)
        assert bucket.get(name) == (b"mine", made)
        proxy.faults = list(faults)
        again = bucket.put(name, b"mine too", made.generation)
        assert again.generation > made.generation
        assert bucket.get(name) == (b"mine too", again)
    assert proxy.faults == []


def test_somebody_elses_write_is_a_conflict(bucket: S3Bucket, proxy: Proxy) -> None:
    bucket.put("a", b"theirs")
    proxy.faults = ["drop"]
    with pytest.raises(GenerationMoved):
        bucket.put("a", b"mine", 0)


def foreign_put(bucket: S3Bucket, endpoint: str, name: str, content: bytes) -> None:
    client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1")
    client.put_object(Bucket="bucket-a", Key=f"{bucket.url.rpartition('/')[2]}/{name}", Body=content)


def test_foreign_writes_have_generations_that_grow_past_ours(bucket: S3Bucket, s3_endpoint: str) -> None:
    first = bucket.put("a/b", b"ours")
    foreign_put(bucket, s3_endpoint, "a/b", b"theirs")
    second = bucket.stat("a/b")
    assert second is not None
    assert second.generation > first.generation
    assert bucket.list("a/").objects == [second]
    with pytest.raises(GenerationMoved):
        bucket.put("a/b", b"ours", first.generation)
    third = bucket.put("a/b", b"ours again", second.generation)
    assert third.generation > second.generation


def test_an_absent_server_or_bucket_is_said_so(bucket: S3Bucket, proxy: Proxy, s3_endpoint: str) -> None:
    config: S3Config = {"access_key_id": "key", "secret_access_key": "secret", "region": "us-east-1"}
    absent = S3Store("no-such-bucket", config=config, endpoint=s3_endpoint, client_options={"allow_http": True})
    with pytest.raises(ConfigurationError, match="bucket that exists"):
        S3Bucket(absent, "s3://no-such-bucket").put("a", b"")
    nobody = S3Store("bucket-a", config=config, endpoint="http://127.0.0.1:9", client_options={"allow_http": True}, retry_config={"max_retries": 0})
    with pytest.raises(Unavailable, match="s3://bucket-a"):
        S3Bucket(nobody, "s3://bucket-a").stat("a")
