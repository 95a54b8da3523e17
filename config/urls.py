"""The three doors, and the error pages of whoever knocks elsewhere (429 is asked for by allauth)."""

from django.urls import include, path

from apps.api.urls import nothing
from apps.settings.site import site

handler400 = "apps.settings.errors.bad_request"
handler403 = "apps.settings.errors.forbidden"
handler404 = "apps.settings.errors.not_found"
handler429 = "apps.settings.errors.too_many"
handler500 = "apps.settings.errors.server_error"

urlpatterns = [
    # What is asked all day comes first.
    path("api", nothing, name="unknown"),
    path("api/", include("apps.api.urls")),
    path("", include("apps.settings.urls")),
    path("settings/", site.urls),
    path("", include("apps.oauth.urls")),
]
