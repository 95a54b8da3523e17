"""Settings of the test suite: keys of its own, cheap passwords, and the database that DATABASE_URL names."""

import os

from apps.common import keyring

os.environ.setdefault("DEMO", "true")
os.environ.setdefault("SECRET_KEY", "demo-" + "t" * 60)
os.environ.setdefault("FIELD_KEYS", keyring.generate("demo1"))
os.environ.setdefault("PUBLIC_URL", "http://localhost")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("CACHE_URL", "locmemcache://")

from config.settings import *  # noqa: E402

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
