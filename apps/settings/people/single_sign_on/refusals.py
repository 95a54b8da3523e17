"""What is said to somebody who came back from their company's provider and is not let in."""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(StrEnum):
    OFF = "off"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ADDRESS = "address"
    NOBODY = "nobody"
    BOUND = "bound"
    ANOTHER = "another"
    OLD = "old"
    PASSWORD = "password"  # noqa: S105 - the name of a reason


TEXTS: dict[Refused, str | Promise] = {
    Refused.OFF: _("Your company's sign-in is switched off here. Sign in with your password."),
    Refused.CANCELLED: _("You went back before you had signed in at your company."),
    Refused.FAILED: _(
        "Your company's sign-in did not answer as it should. Try again; if it stays like this, tell your administrator."
    ),
    Refused.ADDRESS: _(
        "Your company's sign-in did not give an e-mail address that counts here. Tell your administrator."
    ),
    Refused.NOBODY: _(
        "Your company knows you, but there is no active user for you here. Ask your administrator for one."
    ),
    Refused.BOUND: _("This user belongs to another identity of your company's sign-in. Ask your administrator."),
    Refused.ANOTHER: _("You signed in at your company as somebody else. Sign out there, and try again."),
    Refused.OLD: _(
        "Your company's sign-in did not say that you proved who you are just now. Try again, or use another way."
    ),
    Refused.PASSWORD: _("Your company wants you to sign in on its own page, not with a password or a passkey here."),
}


def refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    context = {"page_title": _("You could not be signed in"), "text": TEXTS[reason], "reason": reason}
    return render(request, "account/single_sign_on_refused.html", context, status=403)


def refuse(request: HttpRequest, reason: Refused) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, reason))
