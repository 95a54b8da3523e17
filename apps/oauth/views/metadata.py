"""What this server says of itself. Every address comes from PUBLIC_URL, never from what a request claims."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.connections.public_keys import ALGORITHMS as PROOF_ALGORITHMS
from apps.connections.scopes import every_scope
from apps.connections.services.signing_keys import ALGORITHMS
from apps.connections.sign_in import SIGN_IN, USER_CLAIMS
from apps.oauth import locales
from apps.oauth.interaction import PROMPTS

TOKEN_CLAIMS = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "at_hash"]
CLIENT_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]

OF_CLIENTS = ["token", "revocation", "introspection"]


@require_safe
def authorization_server(request: HttpRequest) -> HttpResponse:
    """RFC 8414 section 2, and the same for OpenID Connect Discovery 1.0 section 3."""
    return _public(
        {
            "issuer": settings.PUBLIC_URL,
            "authorization_endpoint": _address("authorize"),
            "token_endpoint": _address("token"),
            "revocation_endpoint": _address("revoke-token"),
            "introspection_endpoint": _address("introspect"),
            "scopes_supported": [*every_scope(), *SIGN_IN],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_methods_supported": [*CLIENT_METHODS, "none"],
            "revocation_endpoint_auth_methods_supported": [*CLIENT_METHODS, "none"],
            "introspection_endpoint_auth_methods_supported": CLIENT_METHODS,
            **{f"{one}_endpoint_auth_signing_alg_values_supported": PROOF_ALGORITHMS for one in OF_CLIENTS},
            "pushed_authorization_request_endpoint": _address("pushed-request"),
            "require_pushed_authorization_requests": False,
            "dpop_signing_alg_values_supported": PROOF_ALGORITHMS,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            **_sign_in(),
            "prompt_values_supported": PROMPTS,
            "ui_locales_supported": locales.supported(),
        }
    )


def _sign_in() -> dict[str, Any]:
    """What only an app reads that signs people in with this server."""
    return {
        "jwks_uri": _address("jwks").rstrip("/"),
        "userinfo_endpoint": _address("userinfo"),
        "end_session_endpoint": _address("end-session"),
        "id_token_signing_alg_values_supported": ALGORITHMS,
        "subject_types_supported": ["public"],
        "claims_supported": [*TOKEN_CLAIMS, *USER_CLAIMS],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


@require_safe
def protected_resource(request: HttpRequest) -> HttpResponse:
    """RFC 9728 section 2."""
    return _public(
        {
            "resource": settings.PUBLIC_URL,
            "authorization_servers": [settings.PUBLIC_URL],
            "scopes_supported": every_scope(),
            "bearer_methods_supported": ["header"],
            "dpop_signing_alg_values_supported": PROOF_ALGORITHMS,
            "dpop_bound_access_tokens_required": False,
            "resource_name": "Conexiones",
        }
    )


def _address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(f'oauth:{name}')}"


def _public(content: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(content)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
