"""Which backend a bucket's URL means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from blueprint.core.errors import ConfigurationError
from blueprint.store.bucket import Bucket
from blueprint.store.local import LocalBucket


def open_bucket(url: str | Path) -> Bucket:
    """The bucket at `./folder`, `/folder`, `file:///folder` or `s3://bucket[/prefix]`. ConfigurationError for anything else."""
    if isinstance(url, Path):
        return LocalBucket(url)
    parts = urlsplit(url)
    if parts.scheme == "s3":
        from blueprint.store.s3 import S3Bucket  # loading obstore and httpx takes longer than most jobs

        return S3Bucket.from_url(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return LocalBucket(Path(unquote(parts.path)))
    if parts.scheme == "gs":
        raise ConfigurationError("BLUEPRINT_BUCKET", url, "a folder or an s3:// URL (gs:// comes with a later version)")
    if "://" in url or not url:
        raise ConfigurationError("BLUEPRINT_BUCKET", url, "a folder, file:///folder or s3://bucket/prefix")
    return LocalBucket(Path(url))
