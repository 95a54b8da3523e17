"""/api/docs/: the document to read and to try out, in Swagger UI, which our own server sends.

The one page with a policy of its own: Swagger UI draws with styles in its elements and with pictures inside its style
sheet, and asks for a Trusted Types policy of its own. Scripts are as strict as everywhere. Its own words ("Try it out")
come in English only, and the line that opens an operation is a button with a link in it; but for that, what it draws
keeps our rules of accessibility (static/css/docs.css and static/js/docs.js mend the rest). The guide says the same in
three languages, and the document can be read by any other tool.
"""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

POLICY = {
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "trusted-types": ["dompurify"],
}


# Nothing can be posted here, and whoever tries is told so.
@method_decorator([csrf_exempt, csp_update(POLICY)], name="dispatch")
class DocsView(TemplateView):
    """For everybody: without signing in there is a client's token to try it with."""

    http_method_names = ["get", "head"]
    template_name = "api/docs/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page_title=_("API documentation"),
            schema_url=reverse("schema"),
            redirect_url=redirect_url(),
            **kwargs,
        )


@method_decorator(csrf_exempt, name="dispatch")
class RedirectView(TemplateView):
    """Where a consent that was asked for by the documentation comes back to: its window hands the code over."""

    http_method_names = ["get", "head"]
    template_name = "api/docs/redirect.html"
    extra_context = {"page_title": _("API documentation")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        # The address holds a code.
        response["Referrer-Policy"] = "no-referrer"
        return response


def redirect_url() -> str:
    """The callback that a consumer must name to be tried here."""
    return f"{settings.PUBLIC_URL}{reverse('docs-redirect')}"
