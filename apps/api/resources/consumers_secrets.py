"""/consumers_secrets/{client_id}: the secrets of a consumer that work now; a new one; the end of the old one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.kinds import Text
from apps.api.once import with_secret
from apps.api.resources import secrets
from apps.api.resources.base import ResourceViewSet
from apps.connections.models import Consumer, ConsumerSecret
from apps.connections.services.consumer_secrets import WithoutSecrets, end_old_secret, rotate_secret
from apps.connections.services.secrets import TooManySecrets

ROTATED = Documented(
    does=gettext_lazy(
        "Gives the consumer a new secret; the old one keeps working for `overlap_hours`. `client_secret` stands in "
        "this answer and in no other, ever."
    ),
    gives=[{"client_id": Text(), "client_secret": Text()}],
    takes=(secrets.OVERLAP,),
    required=(secrets.OVERLAP.name,),
    errors=(problems.TooManySecrets, problems.WithoutSecrets),
)
ENDED = Documented(does=gettext_lazy("Ends every secret but the newest, now."), gives=[secrets.SHAPE], takes=())


class ConsumerSecretsViewSet(ResourceViewSet):
    module = "api_connections"
    names = ("consumers_secrets",)
    model = Consumer
    key = "client_id"
    collection = {}
    member = {"get": "retrieve", "post": "rotate", "put": "end_old", "delete": "end_old"}
    keeps_answers = False
    fields = ()
    documented = {"retrieve": Documented(gives=[secrets.SHAPE]), "rotate": ROTATED, "end_old": ENDED}

    def retrieve(self, request: Request, code: str) -> Response:
        return self.live_secrets(queries.read(request.query_params, ()), self.owner(code))

    def rotate(self, request: Request, code: str) -> Response:
        query, consumer = queries.read(request.query_params, ()), self.owner(code)
        body = bodies.read(request._request)
        overlap = secrets.overlap_of(body)
        with self.errors_named(body):
            plain = self.new_secret(consumer, overlap)
        response = self.answer([{"client_id": consumer.client_id}], query, status=201)
        return with_secret(response, client_secret=plain)

    def new_secret(self, consumer: Consumer, overlap: Any) -> str:
        caller = self.caller
        try:
            made = rotate_secret(consumer=consumer, overlap=overlap, by=caller.actor, user=caller.user, giver=caller)
        except TooManySecrets:
            raise problems.TooManySecrets from None
        except WithoutSecrets:
            raise problems.WithoutSecrets from None
        return made.plain

    def end_old(self, request: Request, code: str) -> Response:
        query, consumer = queries.read(request.query_params, ()), self.owner(code)
        secrets.take_nothing(bodies.read(request._request))
        end_old_secret(consumer=consumer, by=self.caller.actor)
        return self.live_secrets(query, consumer)

    def live_secrets(self, query: queries.Query, consumer: Consumer) -> Response:
        found = secrets.shown(ConsumerSecret.objects.live().filter(consumer=consumer))
        return self.answer(found, query, total=len(found))

    def owner(self, code: str) -> Consumer:
        """The account's consumer of this key. Raises UnknownCode."""
        found = self.rows().filter(**self.safe({self.key: code})).first()
        if not isinstance(found, Consumer):
            raise problems.UnknownCode
        return found

    def shown(self, rows: Any) -> Any:
        return rows
