"""How every view of this door is entered and left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from apps.accounts.models import Account
from apps.accounts.permissions import Caller
from apps.api import conditions, cors, errors, files, limits, policy, problems, repeats, sizes, uses
from apps.api.authentication import BearerAuthentication, HawkAuthentication, caller_of, consumer_of
from apps.api.basic import BasicAuthentication
from apps.api.documented import Documented
from apps.api.dpop import DPoPAuthentication
from apps.api.envelope import AlwaysJSON, EnvelopeRenderer
from apps.api.language import asked_language, own_language
from apps.api.permissions import ModulePermission
from apps.api.session import SessionAuthentication
from apps.common import walls
from apps.connections.models import Consumer
from apps.connections.services.meter import Verdict
from apps.connections.services.permission_uses import Use


def hold(caller: Caller | None) -> None:
    """Hold the request to the caller's account. The query that found a token or a key has done so already."""
    if caller is not None and caller.account is not None and not walls.is_standing():
        walls.stand_for(caller.account.pk)


class Door(ViewSet):
    """How every view of this door is entered and left: authenticated, permitted, in JSON, in the caller's language.

    What a method of its own takes and gives is told in `documented`, under the name of the method as `collection` and
    `member` have it: `documented = {"show": Documented(gives={"id": Whole()})}`.
    """

    module: ClassVar[str | None] = None
    names: ClassVar[tuple[str, ...]] = ()
    collection: ClassVar[dict[str, Any]] = {}
    member: ClassVar[dict[str, Any]] = {}
    documented: ClassVar[Mapping[str, Documented]] = {}
    http_method_names = ["get", "head", "post", "put", "delete"]
    renderer_classes = [EnvelopeRenderer]
    content_negotiation_class = AlwaysJSON
    authentication_classes = [
        BearerAuthentication, DPoPAuthentication, HawkAuthentication, BasicAuthentication, SessionAuthentication,
    ]  # fmt: skip
    permission_classes = [ModulePermission]
    parser_classes = []
    throttle_classes = []
    metadata_class = None
    keeps_answers: ClassVar[bool] = True
    """Whether an answer to POST is kept for who asks again; never where it holds a secret."""
    body_limit: ClassVar[int] = 0
    """How many bytes a body may have where files come in; 0 for as many as anywhere else."""
    verdict: Verdict | None = None
    use: Use | None = None
    """The permission that the call was let in with."""
    consumer: Consumer | None = None
    is_nobody = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answered = cors.preflight(request, self.allowed_methods)
        if answered is not None:
            limits.tell(answered, None)
            return answered
        if self.body_limit:
            sizes.allow(request, self.body_limit)
        asked = asked_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        with translation.override(asked or own_language(None)):
            response: Response = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            response["Content-Language"] = translation.get_language()
            response.render()
        return self.completed(request, response)

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        caller = caller_of(request)
        if not asked_language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
            translation.activate(own_language(caller))
        self.consumer, self.is_nobody = consumer_of(request), caller is None
        hold(caller)
        policy.require(request)
        self.verdict = limits.count(request)
        limits.require_room(self.verdict)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = repeats.key_of(request)
        handlers = vars(self)
        if key and "post" in handlers:
            handlers["post"] = repeats.once_only(
                handlers["post"], account=self.account, caller=self.caller, key=key, keeps_answer=self.keeps_answers
            )

    def completed(self, request: HttpRequest, response: Response) -> Response:
        """The answer with everything that each one carries."""
        conditions.apply(request, response)
        cors.apply(request, response, self.consumer, is_nobody=self.is_nobody)
        limits.tell(response, self.verdict)
        limits.note_outcome(response, self.verdict)
        uses.note(self.use, response.status_code)
        return self.signed(response)

    def signed(self, response: Response) -> Response:
        """To whoever signed the request, the answer is signed too, whatever it says."""
        authenticator = getattr(self.request, "_authenticator", None)
        if isinstance(authenticator, HawkAuthentication) and authenticator.verified:
            body = b"" if self.request.method == "HEAD" else files.body_of(response)
            signature = authenticator.verified.server_authorization(response.get("Content-Type", ""), body)
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
