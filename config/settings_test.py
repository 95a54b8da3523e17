"""Settings of the test suite: keys of its own, cheap passwords, and the database that DATABASE_URL names."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from apps.common import keyring

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("SECRET_KEY", "demo-" + "t" * 60)
os.environ.setdefault("FIELD_KEYS", keyring.generate("demo1"))
os.environ.setdefault("PUBLIC_URL", "http://localhost")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("CACHE_URL", "locmemcache://")

if "FILES_URL" not in os.environ:
    # Each run has files of its own; the servers that it starts share them.
    place = tempfile.mkdtemp(prefix="conexiones-files-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    os.environ["FILES_URL"] = f"file://{place}"

from config.settings import *

ALLOWED_HOSTS = ["*"]
AFTERWARDS_AT_ONCE = True
GUEST_FORM_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Static files are looked for when they are asked for: every test client would list them all.
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and servers of a test each open the database for themselves, as in real life.
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"conexiones-{os.getpid()}.sqlite3"}
else:
    # A migrated database on the server, if tests.postgresql made one.
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE")}
