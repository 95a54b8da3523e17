"""How production keeps static files: only those that our pages use, compressed, under a name with a hash, for ever."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

UNUSED = [
    "account", "admin", "oauth2_provider", "rest_framework", "ext", "htmax*", "htmx-4*", "django-htmx.js", "redoc",
    "swagger-ui-standalone-preset.js", "oauth2-redirect.*", "favicon-32x32.png", "*.map",
]  # fmt: skip


class InstalledFiles(AppDirectoriesFinder):
    """What the installed apps bring, without the pages' files of theirs that ours replace."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or ()), *UNUSED])


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes the names in the imports of JavaScript modules as well, so that a module is never an old one.

    Maps for debuggers are not collected, so that their names in the files that have one stay as they are.
    """

    support_js_module_import_aggregation = True

    @cache  # noqa: B019 - there is one storage, which serves what was collected before it was made
    def url(self, name: str | None, force: bool = False) -> str:
        """A page names the icons' file a hundred times."""
        found: str = super().url(name, force)
        return found

    patterns = tuple(
        (kind, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for kind, rules in CompressedManifestStaticFilesStorage.patterns
    )
