"""How every view of this door is entered and left."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.accounts.models import Account
from apps.accounts.permissions import Caller
from apps.api import errors, problems
from apps.api.authentication import BearerAuthentication, HawkAuthentication, caller_of
from apps.api.envelope import AlwaysJSON, EnvelopeRenderer
from apps.api.language import asked_language, own_language
from apps.api.permissions import ModulePermission


class Door(ViewSet):
    """How every view of this door is entered and left: authenticated, permitted, in JSON, in the caller's language."""

    module: ClassVar[str | None] = None
    names: ClassVar[tuple[str, ...]] = ()
    collection: ClassVar[dict[str, Any]] = {}
    member: ClassVar[dict[str, Any]] = {}
    http_method_names = ["get", "head", "post", "put", "delete"]
    renderer_classes = [EnvelopeRenderer]
    content_negotiation_class = AlwaysJSON
    authentication_classes = [BearerAuthentication, HawkAuthentication]
    permission_classes = [ModulePermission]
    parser_classes = []
    throttle_classes = []
    metadata_class = None
    schema = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        asked = asked_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        with translation.override(asked or own_language(None)):
            response: Response = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            response["Content-Language"] = translation.get_language()
            response.render()
        return self.signed(response)

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if not asked_language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
            translation.activate(own_language(caller_of(request)))

    def signed(self, response: Response) -> Response:
        """To whoever signed the request, the answer is signed too, whatever it says."""
        authenticator = getattr(self.request, "_authenticator", None)
        if isinstance(authenticator, HawkAuthentication) and authenticator.verified:
            body = b"" if self.request.method == "HEAD" else response.content
            signature = authenticator.verified.server_authorization(response["Content-Type"], body)
            response["Server-Authorization"] = signature
        return response

    def get_exception_handler(self) -> Any:
        return errors.answer

    @property
    def caller(self) -> Caller:
        found = caller_of(self.request)
        if found is None:
            raise problems.Unauthenticated
        return found

    @property
    def account(self) -> Account:
        if self.caller.account is None:
            raise problems.Unauthenticated
        return self.caller.account
