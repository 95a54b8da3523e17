"""The headers of every answer, and those that a request may bring."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.api.schema.values import Schema

# Visible ASCII without quotes, commas and backslashes.
VISIBLE = r"[!#-+\-.-\[\]-~]"


def headers() -> dict[str, Schema]:
    """components.headers: each under its own name."""
    count, text = {"type": "integer", "minimum": 0}, {"type": "string"}
    return {
        "ratelimit-limit": _header(
            _(
                "How many calls a minute the caller may make; or in a calendar month, where the account's plan limits "
                "those and leaves less."
            ),
            count,
        ),
        "ratelimit-remaining": _header(_("How many of them are left in this minute or month."), count),
        "ratelimit-reset": _header(_("In how many seconds the count starts over."), count),
        "Request-Call-Limit": _header(_("The same as ratelimit-limit, for older clients."), count),
        "Request-Call-Remaining": _header(_("The same as ratelimit-remaining, for older clients."), count),
        "Request-Call-Reset": _header(_("The same as ratelimit-reset, for older clients."), count),
        "X-Request-ID": _header(_("The name of this request, for whoever looks for it in the log."), text),
        "Content-Language": _header(_("The language of the texts."), {"type": "string", "enum": ["es", "en", "pt-br"]}),
        "ETag": _header(_("The version of what is shown: for If-None-Match and If-Match."), text),
        "Warning": _header(_("Which parameters were ignored, or that `limit` was reduced."), text, is_required=False),
        "Idempotency-Replayed": _header(
            _("`true` when this is the answer of an earlier request with the same Idempotency-Key."),
            {"const": "true"}, is_required=False,
        ),
        "Retry-After": _header(_("After how many seconds asking again can help."), count),
        "Retry-After-Maybe": _header(_("After how many seconds asking again can help."), count, is_required=False),
        "WWW-Authenticate": _header(
            _("Which credentials are asked for, and what is wrong with those that came."), text
        ),
        "WWW-Authenticate-Maybe": _header(
            _("Which credentials are asked for, and what is wrong with those that came."), text, is_required=False
        ),
        "Server-Authorization": _header(
            _("The signature of the answer, when the request was signed with Hawk."), text, is_required=False
        ),
        "Allow": _header(_("The methods that there are at this address."), text),
    }  # fmt: skip


def _header(description: str, schema: Schema, *, is_required: bool = True) -> Schema:
    return {"description": description, "required": is_required, "schema": schema}


EVERYWHERE = (
    "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset",
    "Request-Call-Limit", "Request-Call-Remaining", "Request-Call-Reset",
    "X-Request-ID", "Content-Language", "Server-Authorization",
)  # fmt: skip


def of_answer(*more: str) -> dict[str, Schema]:
    """References to the headers of an answer: those that each one has, and `more`."""
    return {name.removesuffix("-Maybe"): {"$ref": f"#/components/headers/{name}"} for name in (*EVERYWHERE, *more)}


def request_headers() -> dict[str, Schema]:
    """components.parameters: what a request may bring."""
    return {
        "Accept-Language": _parameter(
            "Accept-Language", _("The language of messages and labels: es, en or pt-BR."), {"type": "string"}
        ),
        "If-None-Match": _parameter(
            "If-None-Match", _("The ETag of what the caller has already: then the answer is 304."), {"type": "string"}
        ),
        "If-Match": _parameter(
            "If-Match", _("The ETag of what the caller read: changed only if it is still that."), {"type": "string"}
        ),
        "Idempotency-Key": _parameter(
            "Idempotency-Key", _("A name for this request: whoever sends it again gets the first answer."),
            {"type": "string", "pattern": f'^("{VISIBLE}{{1,255}}"|{VISIBLE}{{1,255}})$'},
        ),
    }  # fmt: skip


def _parameter(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "header", "description": description, "required": False, "schema": schema}
