"""/api/guide/: the same page for everybody, in the reader's language or in the one that the address names."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from django.views.generic import View
from oauth2_provider.settings import oauth2_settings

from apps.api import paging
from apps.api.door import Door
from apps.api.guide import advice, permissions
from apps.api.guide.chapters import CHAPTERS
from apps.api.guide.samples import environment
from apps.api.limits import USUAL_LIMIT
from apps.connections.services.idempotency import KEPT_FOR

MINUTES = 10 * 60
TEMPLATE = "api/guide/page.html"


# Nothing can be posted here, and whoever tries is told so.
@method_decorator([csrf_exempt, conditional_page], name="dispatch")
class GuideView(View):
    """`?language=` (es, en, pt-br) comes before the choice of the other pages: cookie, browser, person."""

    http_method_names = ["get", "head"]
    resources: tuple[type[Door], ...] = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            response = HttpResponse(render_to_string(TEMPLATE, self.context(request)))
            response["Content-Language"] = translation.get_language()
        response["Cache-Control"] = f"public, max-age={MINUTES}"
        # The theme is a cookie, and so is a visitor's language.
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def context(self, request: HttpRequest) -> dict[str, object]:
        """Without the context processors: nothing of whoever looks may be on a page that caches keep."""
        return {
            "request": request,
            "page_title": _("Integrators' guide"),
            "public_url": settings.PUBLIC_URL,
            "languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
            "chapters": CHAPTERS,
            "environment": environment(),
            "problems": advice.rows(),
            "entries": permissions.entries(self.resources),
            "page_cap": paging.CAP,
            "usual_limit": USUAL_LIMIT,
            "token_minutes": oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS // 60,
            "refresh_days": oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS // (24 * 60 * 60),
            "kept_hours": int(KEPT_FOR.total_seconds()) // (60 * 60),
        }


def chosen_language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
