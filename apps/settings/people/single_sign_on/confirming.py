"""Step-up at the company's provider, for whoever signs in there."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.models import User
from apps.accounts.single_sign_on.bindings import binding
from apps.settings.access import has_stepped_up
from apps.settings.people.single_sign_on.views import lead_to_provider, wanted

# The provider must ask again, and say when it did (OpenID Connect Core section 3.1.2.1).
ASK_AGAIN = {"prompt": "login", "max_age": "0"}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_at_company(request: HttpRequest) -> HttpResponse:
    """GET shows where it goes on, POST leads there."""
    user: User = request.user  # type: ignore[assignment]
    found = binding(user)
    if found is None:
        raise Http404
    if request.method != "POST":
        context = {"page_title": _("Confirm that it is you"), "found": found, "next": wanted(request)}
        return render(request, "account/single_sign_on_confirm.html", context)
    back = f"{resolve_url('confirmed-at-company')}?{urlencode({REDIRECT_FIELD_NAME: wanted(request)})}"
    params = ASK_AGAIN | {"login_hint": user.email}
    return lead_to_provider(request, found, process=AuthProcess.REDIRECT, next_url=back, params=params)


@login_required
@never_cache
@require_GET
def confirmed_at_company(request: HttpRequest) -> HttpResponse:
    """Go on with what the step-up was for."""
    if not has_stepped_up(request):
        return redirect("account_reauthenticate")
    answer: HttpResponse | None = resume_request(request)
    return answer or redirect("settings:index")
