"""The toolkit's scopes backend: scopes come from the permission group, not from a setting."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import BaseScopes

from apps.connections.callers import EVERYTHING
from apps.connections.models import Consumer
from apps.connections.scopes import every_scope, scopes_that_may_be_asked


class Scopes(BaseScopes):
    def get_all_scopes(self) -> dict[str, str]:
        return {scope: scope for scope in every_scope()}

    def get_available_scopes(self, application: Consumer | None = None, *args: Any, **kwargs: Any) -> list[str]:
        return scopes_that_may_be_asked(application) if application else every_scope()

    def get_default_scopes(self, *args: Any, **kwargs: Any) -> list[str]:
        """What a request without `scope` asks for: everything that the group grants."""
        return [EVERYTHING]
