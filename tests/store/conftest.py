"""Buckets of every kind: what is promised is tested on each."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from blueprint.store.bucket import Bucket
from blueprint.store.local import LocalBucket
from blueprint.store.s3 import S3Bucket
from blueprint.store.store import Store


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _one_at_a_time(server)
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1")
    client.create_bucket(Bucket="bucket-a")
    yield endpoint
    server.stop()


def _one_at_a_time(server: ThreadedMotoServer) -> None:
    """S3 looks at a condition and writes in one step; moto's threads do not, and let two writers through."""
    wsgi: Any = server._server
    app, lock = wsgi.app, threading.Lock()

    def locked(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with lock:
            return list(app(environ, start_response))

    wsgi.app = locked


def s3_bucket(endpoint: str, prefix: str = "") -> S3Bucket:
    prefix = prefix or uuid.uuid4().hex
    store = S3Store(
        "bucket-a",
        prefix=prefix,
        endpoint=endpoint,
        access_key_id="key",
        secret_access_key="secret",
        region="us-east-1",
        client_options={"allow_http": True},
    )
    return S3Bucket(store, f"s3://bucket-a/{prefix}")


@pytest.fixture(params=["local", "local without attributes", "s3"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Bucket:
    if request.param == "s3":
        return s3_bucket(request.getfixturevalue("s3_endpoint"))
    return LocalBucket(tmp_path / "bucket", attributes=request.param == "local")


@pytest.fixture
def store(bucket: Bucket) -> Store:
    return Store(bucket)


@pytest.fixture
def local(tmp_path: Path) -> LocalBucket:
    return LocalBucket(tmp_path / "bucket")
