"""/api_key: the account's own key pair, which signs requests with HTTP Hawk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems
from apps.api.documented import Documented
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.kinds import Date, Text, shown
from apps.api.once import with_secret
from apps.api.resources import secrets
from apps.connections.models import ApiKey
from apps.connections.services.api_keys import create_api_key, end_old_api_secret, rotate_api_secret
from apps.connections.services.secrets import NewSecret, TooManySecrets

ROTATED = Documented(
    does=gettext_lazy(
        "Gives the key a new secret, or makes the key when there is none; the old secret keeps working for "
        "`overlap_hours`. `secret` stands in this answer and in no other. The key may do everything with the account's "
        "data, so the caller must hold all of that."
    ),
    gives=[{"key": Text(), "secret": Text()}],
    takes=(secrets.OVERLAP,),
    required=(secrets.OVERLAP.name,),
    errors=(problems.TooManySecrets,),
)
GIVEN = [{"key": Text(), "created_at": Date(), "secrets": [secrets.SHAPE]}]


class ApiKeyViewSet(Door):
    """A list of one, or of none while the account has no key. It is never deleted here: that takes a person."""

    module = "api_connections"
    names = ("api_key",)
    collection = {"get": "show", "post": "rotate", "put": "end_old"}
    keeps_answers = False
    documented = {
        "show": Documented(gives=GIVEN),
        "rotate": ROTATED,
        "end_old": Documented(
            does=gettext_lazy("Ends every secret but the newest, now."), gives=GIVEN, takes=(),
            errors=(problems.UnknownCode,),
        ),
    }  # fmt: skip

    def show(self, request: Request) -> Response:
        rows = [described(api_key) for api_key in ApiKey.objects.of(self.account)]
        return success(rows, total=len(rows))

    def rotate(self, request: Request) -> Response:
        overlap = secrets.overlap_of(bodies.read(request._request))
        made = self.new_secret(overlap)
        return with_secret(success([{"key": made.owner.key}], status=201), secret=made.plain)

    def new_secret(self, overlap: timedelta) -> NewSecret[ApiKey]:
        caller, found = self.caller, ApiKey.objects.of(self.account).first()
        words: dict[str, Any] = {"by": caller.actor, "user": caller.user, "giver": caller}
        try:
            if found is None:
                return create_api_key(account=self.account, **words)
            return rotate_api_secret(api_key=found, overlap=overlap, **words)
        except TooManySecrets:
            raise problems.TooManySecrets from None
        except ValidationError as error:
            raise problems.Malformed(" ".join(error.messages)) from error

    def end_old(self, request: Request) -> Response:
        secrets.take_nothing(bodies.read(request._request))
        found = ApiKey.objects.of(self.account).first()
        if found is None:
            raise problems.UnknownCode
        end_old_api_secret(api_key=found, by=self.caller.actor)
        return success([described(found)])


def described(api_key: ApiKey) -> dict[str, Any]:
    live = api_key.secrets.live()
    return {"key": api_key.key, "created_at": shown(api_key.created_at), "secrets": secrets.shown(live)}
