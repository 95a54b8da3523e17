"""The request cannot be done as it was asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.api.problems.base import Problem, Text


class UnknownPath(Problem):
    status_code = 404
    default_code = "not_found"
    default_detail = _("There is nothing at this address.")


class UnknownCode(Problem):
    status_code = 404
    default_code = "not_found"
    default_detail = _("Nothing with this code exists.")


class FileMissing(Problem):
    """The row is there, and its file is not: somebody has to look after the store."""

    status_code = 404
    default_code = "file_missing"
    default_detail = _("This file is missing in the store of files. Whoever runs this server can say more.")


class TooCostly(Problem):
    """Trying the same again would help nobody."""

    status_code = 400
    default_code = "too_costly"
    default_detail = _("There are too many rows to look through for this: narrow it by another filter as well.")

    def __init__(self, names: Collection[str] = (), better: Collection[str] = ()) -> None:
        """`names` are what was asked, and `better` what to ask for besides."""
        super().__init__()
        hint = gettext("Ask also for one of these, by which rows are found at once: %(names)s.")
        text = hint % {"names": ", ".join(better)} if better else str(self.detail)
        entries = [{"field": name, "field_message": text} for name in names]
        self.data = [{"invalid_fields": entries}] if entries else self.data


class AlreadyExists(Problem):
    status_code = 409
    default_code = "already_exists"
    default_detail = _("Something with this code exists already.")


class InUse(Problem):
    """The text says by whom."""

    status_code = 409
    default_code = "in_use"
    default_detail = _("This is still in use.")


class TooManySecrets(Problem):
    status_code = 409
    default_code = "too_many_secrets"
    default_detail = _("Two secrets work already. End the old one first, or rotate with no overlap.")


class WithoutSecrets(Problem):
    status_code = 409
    default_code = "without_secrets"
    default_detail = _("This consumer has no secret: it is public, or proves who it is with a private key.")


class AssociatedBefore(Problem):
    """Programs look for these two words, in whatever language the rest is."""

    status_code = 400
    default_code = "associated_before"
    default_detail = _("This item is kept in this warehouse already.")

    def __init__(self) -> None:
        super().__init__(f"{self.default_detail} (associated before)")


class Malformed(Problem):
    status_code = 400
    default_code = "malformed"
    default_detail = _("The request could not be understood.")


class InvalidFields(Problem):
    """`fields` maps each field, by the name the caller used, to what is wrong with it."""

    status_code = 400
    default_code = "invalid_fields"

    def __init__(self, fields: Mapping[str, Text]) -> None:
        self.fields = dict(fields)
        super().__init__(gettext("Not valid: %(names)s.") % {"names": ", ".join(fields)})
        entries = [{"field": name, "field_message": str(text)} for name, text in fields.items()]
        self.data = [{"invalid_fields": entries}]


class LengthRequired(Problem):
    status_code = 411
    default_code = "length_required"
    default_detail = _("Send the body with a Content-Length, not in chunks.")


class TooLarge(Problem):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The body is too large.")


class UnsupportedBody(Problem):
    status_code = 415
    default_code = "unsupported_media_type"
    default_detail = _("Send the body as application/json, application/x-www-form-urlencoded or multipart/form-data.")


class Changed(Problem):
    """RFC 9110 section 15.5.13."""

    status_code = 412
    default_code = "precondition_failed"
    default_detail = _("This was changed by somebody else meanwhile. Read it again, then change it.")


class InvalidIdempotencyKey(Problem):
    status_code = 400
    default_code = "invalid_idempotency_key"
    default_detail = _(
        "Idempotency-Key must be 1 to 255 visible ASCII characters, without quotes, commas or backslashes."
    )


class IdempotencyKeyReused(Problem):
    status_code = 409
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key came with another request before. Use a new key for a new request.")


class AnswerNotRepeatable(Problem):
    status_code = 409
    default_code = "answer_not_repeatable"
    default_detail = _("This was done already. Its answer held a secret, which is shown once only.")


class StillInProgress(Problem):
    status_code = 409
    default_code = "still_in_progress"
    default_detail = _("The first request with this Idempotency-Key is not answered yet. Try again in a few seconds.")
    headers = {"Retry-After": "2"}
