"""Every code word of the API's errors, with what a program does about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from apps.accounts.permissions import Reason
from apps.api import problems

Text = str | Promise
NO = _("No")
WAIT = _("Yes, after Retry-After")


@dataclass(frozen=True)
class Advice:
    """`retry`: whether the same request can succeed later without anybody changing anything."""

    does: Text
    retry: Text = NO


ADVICE: dict[str, Advice] = {
    "authentication_required": Advice(_("Send an access token, or sign the request.")),
    "invalid_token": Advice(_("Get a new token once and repeat; if that one is refused too, stop."), _("Once")),
    "invalid_signature": Advice(
        _("Check the key, the secret, and that host, port, path and query are signed as they are sent.")
    ),
    "invalid_key_pair": Advice(
        _("Send a token or sign the request; HTTP Basic works only where the account allows it.")
    ),
    "invalid_dpop_proof": Advice(
        _("Make a new proof for this request, with its method, address and token."), _("Once")
    ),
    "stale_timestamp": Advice(_("Set your clock by the ts of the answer, and sign again."), _("Once")),
    "invalid_request": Advice(_("Send the token in the Authorization header only.")),
    "permission_missing": Advice(
        _("The message names the permission: the account's administrator adds it to the group.")
    ),
    "module_disabled": Advice(_("The message names the module, which the account has switched off.")),
    "account_suspended": Advice(_("The account is suspended: nothing can be called until it is resumed.")),
    "no_account": Advice(_("These credentials belong to no account.")),
    "unknown_module": Advice(_("This server has no such module.")),
    "address_not_allowed": Advice(_("Call from a network that the account and the consumer allow.")),
    "unsigned_body": Advice(_("Put the hash of the body into the signature, as this account asks.")),
    "not_found": Advice(_("Check the address and the code; a code in a path is percent-encoded.")),
    "method_not_allowed": Advice(_("Use a method that this address has.")),
    "already_exists": Advice(_("Change the existing one with PUT, or choose another code.")),
    "file_missing": Advice(_("The file is lost for now: send it again, or tell whoever runs this server.")),
    "associated_before": Advice(_("Nothing is left to do: the item is in this warehouse already.")),
    "in_use": Advice(_("The message says what uses it: end that first.")),
    "too_many_secrets": Advice(_("End the older secret, then rotate again.")),
    "without_secrets": Advice(_("There is nothing to rotate: this consumer has no secret.")),
    "malformed": Advice(_("Correct the body: the message says what could not be read.")),
    "invalid_fields": Advice(_("Correct the fields: data names each of them, with what is wrong.")),
    "too_costly": Advice(_("Ask by a code as well, by a place or by a period: an index finds those.")),
    "length_required": Advice(_("Send the body in one piece, with a Content-Length.")),
    "too_large": Advice(_("Send a smaller body.")),
    "unsupported_media_type": Advice(_("Send JSON, a form or multipart, and say so in Content-Type.")),
    "precondition_failed": Advice(_("Read the row again and decide on what it says now.")),
    "invalid_idempotency_key": Advice(_("Use another key, such as a UUID.")),
    "idempotency_key_reused": Advice(_("Use a new key for every new request.")),
    "answer_not_repeatable": Advice(_("It was done. Rotate the secret if its answer never arrived.")),
    "still_in_progress": Advice(_("Wait for the answer to your first request."), WAIT),
    "too_many_requests": Advice(_("Slow down; ratelimit-remaining tells it beforehand."), WAIT),
    "month_used_up": Advice(
        _("Stop until the next month begins, or ask whoever runs the installation for more calls."), WAIT
    ),
    "unavailable": Advice(_("Try again, waiting longer each time."), WAIT),
    "server_error": Advice(_("Try a read again. Report the request_id that the answer names."), _("Reads only")),
}


UNKNOWN = Advice("")


@dataclass(frozen=True)
class Row:
    """A line of the guide's table."""

    status: int
    code: str
    message: Text
    advice: Advice


def every_problem(kind: type[problems.Problem] = problems.Problem) -> Iterator[type[problems.Problem]]:
    for found in kind.__subclasses__():
        yield found
        yield from every_problem(found)


def codes() -> dict[str, tuple[int, Text]]:
    """Status and message of every code word that the API can answer with."""
    found: dict[str, tuple[int, Text]] = {"method_not_allowed": (405, _("This method is not offered here."))}
    for problem in every_problem():
        if problem is problems.Forbidden:
            found |= {reason.value: (problem.status_code, "") for reason in Reason}
        else:
            found.setdefault(problem.default_code, (problem.status_code, message_of(problem)))
    return found


def message_of(problem: type[problems.Problem]) -> Text:
    """What it says to everybody; "" for one whose words are made for each case."""
    detail = problem.default_detail
    return detail if detail is not APIException.default_detail and isinstance(detail, str | Promise) else ""


def rows() -> list[Row]:
    """By status, then by code word."""
    found = [Row(status, code, message, ADVICE.get(code, UNKNOWN)) for code, (status, message) in codes().items()]
    return sorted(found, key=lambda row: (row.status, row.code))
