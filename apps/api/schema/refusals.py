"""Which refusals a method can answer with, and how each status looks: its headers, its code words, its envelope."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.accounts.permissions import Reason
from apps.api import dpop, problems
from apps.api.schema.headers import of_answer
from apps.api.schema.values import Schema, object_of

if TYPE_CHECKING:
    from apps.api.door import Door

Kinds = Iterable[type[problems.Problem]]

EVERYWHERE: tuple[type[problems.Problem], ...] = (
    problems.Malformed, problems.AmbiguousCredentials, problems.InvalidFields, problems.TooCostly,
    problems.Unauthenticated,
    problems.InvalidToken, dpop.NotHeld, dpop.InvalidProof, problems.InvalidSignature, problems.StaleTimestamp,
    problems.InvalidKeyPair,
    problems.Forbidden, problems.AddressNotAllowed, problems.TooManyRequests, problems.TooManyFailures,
    problems.MonthUsedUp, problems.ServerError, problems.Unavailable,
)  # fmt: skip
WITH_A_BODY: tuple[type[problems.Problem], ...] = (
    problems.UnsignedBody, problems.LengthRequired, problems.TooLarge, problems.UnsupportedBody,
)  # fmt: skip
OF_MEMBERS = (problems.UnknownCode,)
OF_ADDING: tuple[type[problems.Problem], ...] = (
    problems.InvalidIdempotencyKey, problems.IdempotencyKeyReused, problems.StillInProgress,
)  # fmt: skip
OF_TAKEN_CODES = (problems.AlreadyExists,)
OF_SECRETS = (problems.AnswerNotRepeatable,)
OF_CHANGING = (problems.Changed,)
HEADERS = {
    401: ("WWW-Authenticate", "Retry-After-Maybe"),
    400: ("WWW-Authenticate-Maybe",),
    403: ("WWW-Authenticate-Maybe",),
    409: ("Retry-After-Maybe",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
INVALID_FIELDS = {"$ref": "#/components/schemas/InvalidFields"}


def codes_of(problem: type[problems.Problem]) -> list[str]:
    """The words that `code` can hold."""
    return [reason.value for reason in Reason] if problem is problems.Forbidden else [problem.default_code]


def by_status(kinds: Kinds) -> dict[int, list[type[problems.Problem]]]:
    found: dict[int, list[type[problems.Problem]]] = {}
    for kind in kinds:
        found.setdefault(kind.status_code, []).append(kind)
    return dict(sorted(found.items()))


def name_of(status: int, kinds: Kinds) -> str:
    """Under which name the answer stands among the components: its status, and what is particular to it."""
    usual = {code for kind in (*EVERYWHERE, *WITH_A_BODY, *OF_MEMBERS) for code in codes_of(kind)}
    particular = sorted({code for kind in kinds for code in codes_of(kind)} - usual)
    body = "WithBody" if status == 403 and problems.UnsignedBody in kinds else ""
    return HTTPStatus(status).phrase.title().replace(" ", "") + body + "".join(map(_camel, particular))


def _camel(word: str) -> str:
    return word.title().replace("_", "")


def response_of(status: int, kinds: Kinds) -> Schema:
    """The answer with this status."""
    listed = list(kinds)
    codes = list(dict.fromkeys(code for kind in listed for code in codes_of(kind)))
    schema = {"allOf": [_envelope(listed), {"properties": {"code": {"enum": codes}}}]}
    return {
        "description": description_of(listed),
        "headers": of_answer(*HEADERS.get(status, ())),
        "content": {"application/json": {"schema": schema}},
    }


def _envelope(kinds: list[type[problems.Problem]]) -> Schema:
    plain = {"$ref": "#/components/schemas/Refusal"}
    return {"anyOf": [plain, INVALID_FIELDS]} if problems.InvalidFields in kinds else plain


def description_of(kinds: Kinds) -> str:
    """Every code word with what it says, in the reader's language."""
    texts = {code: _text_of(kind) for kind in kinds for code in codes_of(kind)}
    return "\n".join(f"- `{code}`: {text}" if text else f"- `{code}`" for code, text in texts.items())


def _text_of(problem: type[problems.Problem]) -> str:
    if problem is problems.Forbidden:
        return _("The message names the missing permission or the disabled module.")
    if problem is problems.InvalidFields:
        return _("Each field that is not valid is named, with what is wrong with it.")
    if problem is problems.ServerError:
        return _("Something went wrong here. The answer holds the number to report it with.")
    return str(problem.default_detail or "")


def schemas() -> dict[str, Schema]:
    """components.schemas of the two envelopes of a refusal."""
    words = {"type": "string", "description": _("For people, in the caller's language.")}
    code = {"type": "string", "description": _("For programs: this word never changes.")}
    told = object_of({"ERROR": {"type": "string"}, "request_id": {"type": "string"}}, ["ERROR"])
    field = object_of({"field": {"type": "string"}, "field_message": {"type": "string"}})
    fields = object_of({"invalid_fields": {"type": "array", "items": field, "minItems": 1}})
    envelope: Schema = {"success": {"const": False}, "message": words, "code": code}
    return {
        "Refusal": object_of(envelope | {"data": {"type": "array", "items": told, "minItems": 1}}),
        "InvalidFields": object_of(
            envelope | {"data": {"type": "array", "items": fields, "minItems": 1, "maxItems": 1}}
        ),
    }


def of_method(resource: type[Door], method: str, more: Kinds, *, is_member: bool) -> list[type[problems.Problem]]:
    """Every refusal that this method of the resource can answer with."""
    found = [*EVERYWHERE, *more, *(WITH_A_BODY if method in ("POST", "PUT") else ())]
    if is_member or method == "PUT":
        found += OF_MEMBERS
    if method == "POST":
        found += [*OF_ADDING, *(() if resource.keeps_answers else OF_SECRETS)]
    if method in ("POST", "PUT") and hasattr(resource, "taken"):
        found += OF_TAKEN_CODES
    return list(dict.fromkeys(found if resource.module else _without_permission(found)))


def _without_permission(found: list[type[problems.Problem]]) -> list[type[problems.Problem]]:
    return [kind for kind in found if kind is not problems.Forbidden]
