"""What oauthlib asks while it answers a request. It decides nothing itself: apps.connections does."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from apps.common import walls
from apps.connections.callers import EVERYTHING, agreed_scopes
from apps.connections.models import AccessToken, AuthorizationCode, Consumer, RefreshToken
from apps.connections.scopes import without_repeats
from apps.connections.services import issuing, rotating, tokens
from apps.connections.services.pairs import Pair, Refused
from apps.connections.sign_in import is_sign_in_complete
from apps.oauth import attempts, openid
from apps.oauth.authentication import ClientAuthentication, actor_of
from apps.oauth.dpop import announced_key
from apps.oauth.generators import earlier_successors
from apps.oauth.grants import fits
from apps.oauth.introspection import claims_of, seen_by
from apps.oauth.lives import CODE_LIFE, lives_of, stated
from apps.oauth.offers import without_unavailable
from apps.oauth.request import OAuthRequest


class Validator(ClientAuthentication, OAuth2Validator):
    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Consumer, request: OAuthRequest, *args: Any
    ) -> bool:
        """Whether the consumer may ask for all of `scopes`; leaves them on the request as they will be stored."""
        # Nobody is refused "everything that my group grants", however little that is.
        if scopes == [EVERYTHING]:
            return True
        scopes = without_unavailable(scopes, request)
        request.scopes = without_repeats(scopes)
        return is_sign_in_complete(scopes) and bool(super().validate_scopes(client_id, scopes, client, request))

    # The authorization endpoint

    def is_pkce_required(self, client_id: str, request: OAuthRequest) -> bool:
        return not request.client.cannot_send_pkce

    def save_authorization_code(self, client_id: str, code: dict[str, str], request: OAuthRequest, *args: Any) -> None:
        """Raises AccessDeniedError when the user took their consent back a moment ago."""
        redirect_uri = "" if request.using_default_redirect_uri else request.redirect_uri
        try:
            issuing.issue_code(
                authorization=request.authorization, plain=code["code"], scope=" ".join(request.scopes),
                redirect_uri=redirect_uri, challenge=request.code_challenge or "", life=CODE_LIFE,
                auth_time=request.auth_time, amr=request.amr, nonce=request.nonce or "",
                jkt=announced_key(request),
            )  # fmt: skip
        except Refused as refused:
            raise errors.AccessDeniedError(request=request) from refused

    # A code at the token endpoint

    def validate_code(self, client_id: str, code: str, client: Consumer, request: OAuthRequest, *args: Any) -> bool:
        """Whether `code` is live, of this client and for this callback; a replay ends what came from it."""
        found = AuthorizationCode.objects.presented(code, client)
        if found is None:
            return False
        request.authorization_code, request.scopes = found, found.scope.split()
        # Redeemed while this request was under way: the client asked twice at once, which is no replay.
        if found.redeemed and found.redeemed < request.arrived:
            tokens.revoke_replayed(used=found, by=actor_of(request))
        return found.redeemed is None and not found.is_expired() and fits(found, request)

    def confirm_redirect_uri(self, *args: Any, **kwargs: Any) -> bool:
        """validate_code has compared it, and answered invalid_grant (RFC 6749 section 5.2)."""
        return True

    def get_code_challenge(self, code: str, request: OAuthRequest) -> str | None:
        return request.authorization_code.code_challenge or None

    def get_code_challenge_method(self, code: str, request: OAuthRequest) -> str | None:
        return request.authorization_code.code_challenge_method or None

    def invalidate_authorization_code(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the code was claimed before anything was issued for it."""

    # A refresh token at the token endpoint

    def validate_refresh_token(self, refresh_token: str, client: Consumer, request: OAuthRequest, *args: Any) -> bool:
        """Whether it is of this client and not over. Whether it was exchanged before shows when it is claimed."""
        found = RefreshToken.objects.presented(refresh_token, client)
        if found is None or found.revoked is not None or found.expires <= timezone.now():
            return False
        request.refresh_token_instance = found
        return bool(agreed_scopes(found))

    def get_original_scopes(self, refresh_token: str, request: OAuthRequest, *args: Any, **kwargs: Any) -> list[str]:
        """What it was issued for, as far as the user still agrees."""
        return sorted(agreed_scopes(request.refresh_token_instance))

    def is_within_original_scope(self, request_scopes: list[str], refresh_token: str, request: OAuthRequest) -> bool:
        """Asking for everything is asking for what was agreed."""
        if request_scopes != [EVERYTHING]:
            return False
        request.scopes = self.get_original_scopes(refresh_token, request)
        return True

    # Issuing

    def save_bearer_token(self, token: dict[str, Any], request: OAuthRequest, *args: Any, **kwargs: Any) -> None:
        """Store what is about to be answered. Raises InvalidGrantError when somebody else was faster."""
        save = {
            "client_credentials": self._save_access_token,
            "authorization_code": self._redeem_code,
            "refresh_token": self._rotate_refresh_token,
        }[request.grant_type]
        try:
            with walls.refusing_what_hangs_on_nothing():
                save(token, request)
        # The consumer was deleted while this request was under way.
        except (Refused, IntegrityError) as refused:
            raise errors.InvalidGrantError(request=request) from refused
        token |= {"token_type": "DPoP"} if request.jkt else {}
        token |= openid.id_token_with(token, request)
        attempts.note_issued(request)

    def _save_access_token(self, token: dict[str, Any], request: OAuthRequest) -> None:
        if token["access_token"] == getattr(request, "issued_at_once", None):
            return
        issuing.issue_access_token(
            consumer=request.client, plain=token["access_token"], scope=token["scope"],
            life=lives_of(request).access, jkt=request.jkt,
        )  # fmt: skip

    def _redeem_code(self, token: dict[str, Any], request: OAuthRequest) -> None:
        issued = issuing.redeem_code(code=request.authorization_code, pair=_pair(token, request))
        lives = lives_of(request)
        token |= stated(issued, lives, issued.created + lives.family)

    def _rotate_refresh_token(self, token: dict[str, Any], request: OAuthRequest) -> None:
        pair, issued = rotating.rotate_refresh_token(
            used=request.refresh_token_instance, pair=_pair(token, request), by=actor_of(request),
            earlier=[_pair(token | older, request) for older in earlier_successors(request)],
        )  # fmt: skip
        token |= {"access_token": pair.access, "refresh_token": pair.refresh}
        token |= stated(issued, lives_of(request), request.refresh_token_instance.family_expires)

    # Revocation and introspection

    def revoke_token(self, token: str, token_type_hint: str | None, request: OAuthRequest, *args: Any) -> None:
        """End the token's family, if it is one of this client; of any other nothing is said or done."""
        client: Consumer = request.client
        found = RefreshToken.objects.presented(token, client) or AccessToken.objects.presented(token, client.account)
        if found is not None and found.application_id == client.pk:
            tokens.revoke_token(token=found)
            attempts.note_revoked(request, found._meta.model_name or "")

    def introspect_token(
        self, token: str, token_type_hint: str | None, request: OAuthRequest, *args: Any
    ) -> dict[str, Any] | None:
        """What `token` is good for, if it is a live access token that the client may ask about."""
        found = seen_by(request.client, token)
        return claims_of(found) if found is not None else None


def _pair(token: dict[str, Any], request: OAuthRequest) -> Pair:
    access, refresh, scope, lives = token["access_token"], token["refresh_token"], token["scope"], lives_of(request)
    refresh_jkt = "" if request.client.is_confidential else request.jkt
    return Pair(access, refresh, scope, lives.access, lives.refresh, lives.family, request.jkt, refresh_jkt)
