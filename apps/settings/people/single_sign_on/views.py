"""The pages between the sign-in page and a company's provider. Nobody is known on them yet, and nothing is told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.models import SingleSignOn
from apps.settings.people.forms import EMAIL, PortalWords
from apps.settings.people.single_sign_on.provider import CompanyClient
from apps.settings.people.single_sign_on.refusals import Refused, refused

if TYPE_CHECKING:
    from apps.settings.people.single_sign_on.provider import CompanyProvider

logger = logging.getLogger("conexiones.single_sign_on")


class CompanyForm(PortalWords):
    """Finds a company's provider by the address of one of its people; whether it is anybody's plays no part."""

    labels = {"email": EMAIL}
    first = "email"
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        domain = str(cleaned.get("email", "")).rpartition("@")[2]
        self.found = SingleSignOn.objects.for_domain(domain) if domain else None
        if domain and self.found is None:
            text = _("No company signs in on its own page with addresses at %(domain)s. Use your password.")
            raise ValidationError({"email": text % {"domain": domain}})
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_company(request: HttpRequest) -> HttpResponse:
    """GET asks for the address, POST leads to the provider of its company."""
    _only_where_permitted()
    form = CompanyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.found:
        return _leave(request, form.found, login_hint=form.cleaned_data["email"])
    context = {"page_title": gettext_lazy("Sign in at your company"), "form": form, "next": wanted(request)}
    return render(request, "account/single_sign_on.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest, number: int) -> HttpResponse:
    """The company's own link: GET shows one button, POST leads on, so that no other site sends anybody there."""
    _only_where_permitted()
    found = SingleSignOn.objects.in_force().filter(account__number=number).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _leave(request, found)
    context = {"page_title": gettext_lazy("Sign in at your company"), "found": found, "next": wanted(request)}
    return render(request, "account/single_sign_on_company.html", context)


def _leave(request: HttpRequest, found: SingleSignOn, **params: str) -> HttpResponse:
    return lead_to_provider(request, found, process=AuthProcess.LOGIN, next_url=wanted(request) or None, params=params)


def lead_to_provider(
    request: HttpRequest, found: SingleSignOn, *, process: str, next_url: str | None, params: dict[str, str]
) -> HttpResponse:
    """A page that goes on to the provider by itself: a redirect of a form would be stopped by our own form-action."""
    provider: CompanyProvider = get_adapter().get_provider(request, found.provider_id)
    try:
        answer = provider.redirect(request, process, next_url=next_url, auth_params=params)
    except (OSError, KeyError, TypeError, ValueError):
        logger.exception("a provider could not be asked where people sign in")
        return refused(request, Refused.FAILED)
    if answer.status_code != 302:
        return refused(request, Refused.FAILED)
    context = {"page_title": gettext_lazy("On to your company"), "found": found, "url": answer["Location"]}
    return render(request, "account/single_sign_on_leave.html", context)


@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends people back to, with a code for this browser's own question only."""
    _only_where_permitted()
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(CompanyClient(request, provider_id))(request)
        return answer
    except SocialApp.DoesNotExist:
        return refused(request, Refused.OFF)
    except (OSError, KeyError, TypeError, ValueError, ImproperlyConfigured):
        # allauth takes the form of what a provider sends for granted.
        logger.exception("a provider answered with something else")
        return refused(request, Refused.FAILED)


def wanted(request: HttpRequest) -> str:
    """The page that the person was on their way to, if it is one of this site."""
    url = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


def _only_where_permitted() -> None:
    if not settings.SSO_ISSUERS:
        raise Http404
