"""The settings door besides /settings/ itself: people's own pages, preferences, and health."""

from django.urls import include, path

from apps.settings import health, preferences

urlpatterns = [
    path("", include("apps.settings.people.urls")),
    path("language/", preferences.set_language, name="set_language"),
    path("theme/", preferences.set_theme, name="theme"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
