"""The settings door besides /settings/ itself: people's own pages, guests', preferences, and health."""

from django.urls import include, path, re_path

from apps.settings import health, preferences
from apps.settings.logo import logo

urlpatterns = [
    path("", include("apps.settings.people.urls")),
    path("", include("apps.settings.guest.urls")),
    path("language/", preferences.set_language, name="set_language"),
    path("theme/", preferences.set_theme, name="theme"),
    re_path(r"^logo/(?P<key>[0-9a-f]{1,32})\Z", logo, name="logo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
