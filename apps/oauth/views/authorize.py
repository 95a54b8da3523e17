"""The authorization endpoint: the app's request, the user's answer on the consent page, and back to the app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.views.base import BaseAuthorizationView
from oauthlib.oauth2 import AccessDeniedError, OAuth2Error
from oauthlib.openid.connect.core.exceptions import AccountSelectionRequired, ConsentRequired, LoginRequired

from apps.accounts.proofs import last_proof, proof_methods
from apps.common import walls
from apps.connections.models import Authorization
from apps.connections.scopes import is_remembered, lent, live_consent, may_authorize
from apps.connections.services.authorizations import OtherAccount, grant_authorization
from apps.oauth import locales, pages, pending, proving, pushed
from apps.oauth.answers import answer_url
from apps.oauth.consent import ConsentForm, scopes_of
from apps.oauth.core import BrowserCore
from apps.oauth.interaction import Interaction, interaction_of
from apps.oauth.leaving import arrived, asked_parameters, is_silent, to_app, to_portal
from apps.oauth.offers import offer_to
from apps.oauth.request import OAuthRequest


class AuthorizationView(BaseAuthorizationView):
    http_method_names = ["get", "post"]
    oauthlib_backend_class = BrowserCore

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What cannot be told to the app is told to the user, everything else to the app (RFC 6749 4.1.2.1)."""
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]
        except FatalClientError as error:
            return pages.cannot_be_answered(request, error.oauthlib_error)
        except OtherAccount:
            return pages.other_account(request)
        except OAuthToolkitError as error:
            return self._refuse(error.oauthlib_error)
        except OAuth2Error as error:
            return self._refuse(error)

    def handle_no_permission(self) -> HttpResponseBase:
        """Sign in first; but a request that leads nowhere is told so at once, and a silent one disturbs nobody."""
        hint = ""
        try:
            hint = self._interaction_without_user().login_hint
        except FatalClientError:
            raise
        except OAuthToolkitError:
            # Only somebody who is signed in is sent to the app, unless it asks in silence (RFC 9700 section 4.11.2).
            if is_silent(self.request):
                raise
        proving.demand(self.request.session, asked_parameters(self.request), None)
        return to_portal(self.request, settings.LOGIN_URL, **{"login_hint": hint} if hint else {})

    def _interaction_without_user(self) -> Interaction:
        _, credentials = self.validate_authorization_request(self.request)
        interaction = interaction_of(credentials["request"])
        if interaction.is_silent:
            raise LoginRequired(request=credentials["request"])
        return interaction

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = self._asked()
        interaction, proof = interaction_of(asked), last_proof(request)
        if interaction.needs_proof(proof) and not proving.is_met(
            request.session, asked_parameters(self.request), proof
        ):
            return self._prove(asked, interaction)
        offer = offer_to(request.user, asked)  # type: ignore[arg-type]
        if lent(scopes_of(offer)) and not proving.is_recent(proof):
            return self._prove(asked, interaction)
        earlier = live_consent(asked.client, request.user)  # type: ignore[arg-type]
        consent = earlier if is_remembered(earlier, asked.client, scopes_of(offer)) else None
        # Only an app that the user has agreed to learns in silence whether they are whom it names.
        if consent and interaction.is_silent and not interaction.is_about(request.user):  # type: ignore[arg-type]
            raise AccountSelectionRequired(request=asked)
        if consent is None or interaction.needs_page(request.user):  # type: ignore[arg-type]
            return self._consent_page(asked, ConsentForm(offer, earlier=earlier), interaction)
        return to_app(self.request, lambda: self._code_url(consent, scopes_of(offer)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The user's answer, to the request that was kept when they were asked; the form says nothing else."""
        found = pending.take(request.session, request.POST.get("request", ""))
        if found is None:
            return pages.too_old(request)
        request.oauth_parameters = found["parameters"]  # type: ignore[attr-defined]
        asked = self._asked()
        if request.POST.get("decision") != "allow":
            pushed.answered(asked_parameters(self.request))
            raise AccessDeniedError(request=asked)
        proof, offer = last_proof(request), offer_to(request.user, asked)  # type: ignore[arg-type]
        must_be_recent = interaction_of(asked).needs_proof(proof) or lent(scopes_of(offer))
        if must_be_recent and not proving.is_recent(proof):
            return pages.too_old(request)
        # When what can be agreed to has changed since the page was made, the page is shown anew.
        earlier = live_consent(asked.client, request.user)  # type: ignore[arg-type]
        form = ConsentForm(offer, request.POST if found["offer"] == offer else None, earlier=earlier)
        if not form.is_valid():
            return self._consent_page(asked, form, interaction_of(asked))
        return to_app(self.request, lambda: self._agree(asked, form))

    def _asked(self) -> OAuthRequest:
        """The app's request, which this user can answer.

        Raises FatalClientError, OAuthToolkitError, OAuth2Error, OtherAccount.
        """
        _, credentials = self.validate_authorization_request(self.request)
        asked: OAuthRequest = credentials["request"]
        locales.speak(self.request, asked_parameters(self.request))
        if not may_authorize(self.request.user, asked.client):
            raise AccountSelectionRequired(request=asked) if is_silent(self.request) else OtherAccount
        walls.stand_for(asked.client.account_id)
        return asked

    def _prove(self, asked: OAuthRequest, interaction: Interaction) -> HttpResponseBase:
        if interaction.is_silent:
            raise LoginRequired(request=asked)
        proving.demand(self.request.session, asked_parameters(self.request), last_proof(self.request))
        return to_portal(self.request, "account_reauthenticate")

    def _consent_page(self, asked: OAuthRequest, form: ConsentForm, interaction: Interaction) -> HttpResponse:
        if interaction.is_silent:
            raise ConsentRequired(request=asked)
        arrived(self.request)
        kept = pending.keep(self.request.session, asked_parameters(self.request), form.offer)
        return pages.consent(self.request, asked, form, kept, interaction)

    def _agree(self, asked: OAuthRequest, form: ConsentForm) -> str:
        with transaction.atomic():
            authorization = grant_authorization(
                consumer=asked.client,
                user=self.request.user,
                scopes=form.agreed,
                asked=scopes_of(form.offer),
                by=self.request.caller.actor,
            )
            return self._code_url(authorization, form.agreed)

    def _code_url(self, authorization: Authorization, scopes: Iterable[str]) -> str:
        proof = {"auth_time": last_proof(self.request), "amr": proof_methods(self.request)}
        credentials = {"authorization": authorization, **proof}
        url: str = self.create_authorization_response(self.request, " ".join(sorted(scopes)), credentials, allow=True)
        return url

    def _refuse(self, error: OAuth2Error) -> HttpResponse:
        return to_app(self.request, lambda: answer_url(str(error.redirect_uri), error.twotuples))
