"""What the environment says of files: where they lie, who looks into them, and how large they may be."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import environ

from apps.common.environment import checked, stop


def files(env: environ.FileAwareEnv, *, default: str) -> dict[str, Any]:
    """Where files lie: file:///a/folder, or s3://key:secret@host/bucket/prefix?region=…; the key may stay out where the
    machine has a role. With ?tls=no the store is spoken to without encryption."""
    parts = checked(env, "FILES_URL", lambda: urlsplit(env.str("FILES_URL", default=default).strip()))
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return {"BACKEND": "apps.common.files.disk.DiskStorage",
                "OPTIONS": {"location": unquote(parts.path), "file_permissions_mode": 0o600}}  # fmt: skip
    if parts.scheme != "s3" or not parts.hostname or not parts.path.strip("/"):
        stop("FILES_URL", "is malformed: it must begin with file:/// or be s3://key:secret@host/bucket")
    if find_spec("storages") is None or find_spec("boto3") is None:
        stop("FILES_URL", "needs packages for S3 that are not installed: requirements-s3.txt")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": checked(env, "FILES_URL", lambda: _s3(parts))}


def _s3(parts: SplitResult) -> dict[str, Any]:
    bucket, _slash, prefix = unquote(parts.path).strip("/").partition("/")
    asked = dict(parse_qsl(parts.query))
    place = parts.netloc.rpartition("@")[2]
    return {
        "endpoint_url": f"{'http' if asked.get('tls') == 'no' else 'https'}://{place}",
        "bucket_name": bucket,
        "location": prefix,
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "region_name": asked.get("region"),
        "addressing_style": "path",
        "signature_version": "s3v4",
        # Nobody reads a file there but this server, which has asked whether its caller may.
        "default_acl": None,
        "file_overwrite": True,
        # What is larger waits on the disk while it goes out.
        "max_memory_size": 1024**2,
    }


def file_scanner(env: environ.FileAwareEnv) -> str:
    """clamd://host:port, or the dotted path of a function; "" for none."""
    name: str = checked(env, "FILE_SCANNER", lambda: env.str("FILE_SCANNER", default="").strip())
    is_daemon = name.startswith("clamd://") and checked(env, "FILE_SCANNER", lambda: bool(urlsplit(name).hostname))
    if name and not is_daemon and not all(part.isidentifier() for part in name.split(".")):
        stop("FILE_SCANNER", "is malformed: clamd://host:3310, or the dotted path of a function")
    return name


def whole_number(env: environ.FileAwareEnv, name: str, *, default: int, least: int, most: int) -> int:
    number: int = checked(env, name, lambda: env.int(name, default=default))
    if not least <= number <= most:
        stop(name, f"is malformed: a number from {least} to {most}")
    return number
