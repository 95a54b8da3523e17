"""Static files as production collects them: all of them are there, hashed and compressed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.own_server


def test_every_static_file_can_be_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES, "staticfiles": {"BACKEND": "apps.common.static_files.HashedStaticFiles"}
    }  # fmt: skip
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("css/app.*.css.gz"))
    assert list(tmp_path.glob("js/app.*.js"))
    assert (tmp_path / "staticfiles.json").exists()
