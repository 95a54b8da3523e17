"""The three doors, and the error pages of whoever knocks elsewhere."""

from django.urls import include, path

from apps.settings.site import site

urlpatterns = [
    path("", include("apps.settings.urls")),
    path("settings/", site.urls),
    path("", include("apps.oauth.urls")),
    path("api/", include("apps.api.urls")),
]
