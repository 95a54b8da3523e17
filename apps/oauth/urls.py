"""The OAuth door, at the origin's root. Only these addresses of the toolkit exist; each also with a trailing slash."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from apps.oauth.views import machines, metadata, openid
from apps.oauth.views.authorize import AuthorizationView
from apps.oauth.views.sign_out import EndSessionView, SignOutView

app_name = "oauth"


def both(route: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    # A redirect to the other spelling would lose the body of a POST.
    return [path(f"{route}/", view, name=name), path(route, view, name=name)]


urlpatterns = [
    *both("oauth/authorize", AuthorizationView.as_view(), "authorize"),
    *both("oauth/token", machines.TokenView.as_view(), "token"),
    *both("oauth/revoke_token", machines.RevokeTokenView.as_view(), "revoke-token"),
    *both("oauth/introspect", machines.IntrospectTokenView.as_view(), "introspect"),
    *both("oauth/userinfo", openid.UserInfoView.as_view(), "userinfo"),
    *both("oauth/logout", EndSessionView.as_view(), "end-session"),
    *both("oauth/logout/confirm", SignOutView.as_view(), "sign-out"),
    *both(".well-known/jwks.json", openid.jwks, "jwks"),
    *both(".well-known/openid-configuration", metadata.authorization_server, "openid-configuration"),
    *both("oauth/par", machines.PushedRequestView.as_view(), "pushed-request"),
    *both(".well-known/oauth-authorization-server", metadata.authorization_server, "authorization-server"),
    *both(".well-known/oauth-protected-resource", metadata.protected_resource, "protected-resource"),
]
