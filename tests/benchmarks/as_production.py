"""The settings with static files as production has them: collected, compressed and hashed; also for a demo."""

import os
import sys
from pathlib import Path

# Installed for the tests alone; Django REST framework takes it along where it finds it.
sys.modules["pygments"] = None  # type: ignore[assignment]

from config.settings import *  # noqa: E402, F403

STATIC_ROOT = Path(os.environ["BENCHMARK_STATIC_ROOT"])
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "apps.common.static_files.HashedStaticFiles"}}  # noqa: F405
WHITENOISE_USE_FINDERS = False
