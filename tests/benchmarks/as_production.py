"""The settings with static files as production has them: collected, compressed and hashed; also for a demo."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCHMARK_STATIC_ROOT"])
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "apps.common.static_files.HashedStaticFiles"}}  # noqa: F405
WHITENOISE_USE_FINDERS = False
