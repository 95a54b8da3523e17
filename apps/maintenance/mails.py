"""The mail to a guest: that their request came in, under which number, and nothing that somebody typed."""

from __future__ import annotations

from functools import partial

from allauth.account.adapter import get_adapter
from django.utils import translation

from apps.accounts.mails import send_safely
from apps.accounts.models import Account
from apps.common.afterwards import afterwards
from apps.common.plain_text import one_line
from apps.maintenance.models import WorkRequest


def confirm_guest_request(request: WorkRequest, account: Account) -> None:
    """Mail the guest the number of `request`, in the language in which they are answered. The answer does not wait.

    Whoever types a stranger's address can have them told no words of their own.
    """
    words = {"company": one_line(account.name), "number": request.pk}
    afterwards(partial(_send, request.email_requested_by, words, translation.get_language()))


def _send(email: str, words: dict[str, object], language: str) -> bool:
    with translation.override(language):
        return send_safely(get_adapter().render_mail("guest/mail/request_received", email, words))
