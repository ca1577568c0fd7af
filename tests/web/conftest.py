"""A service on a bucket with a finished scene, a refused request and a hostile sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.journeys.commands import request
from tests.journeys.made import Made, made
from tests.journeys.service import Service

__all__ = ["made"]

HOSTILE = '<script>document.title="taken"</script><img src=x onerror=\'document.title="taken"\'> {{ 7 * 7 }} a "small" hallway & more'


@pytest.fixture(scope="package")
def service(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("web")
    shutil.copytree(made.bucket, folder / "blueprint-data")
    with Service(folder) as service:
        service.drop("refused", request("refused", seed_count=17))
        service.drop("hostile", request("hostile", HOSTILE, seed_count=17))
        service.served("refused")
        service.served("hostile")
        yield service
