"""Taking away how a person proves who they are: a matter of the account's Security, for whoever has lost it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from apps.accounts import services
from apps.accounts.models import User
from apps.accounts.modules import EDIT
from apps.settings.access import actor_of, caller_of, require, stepped_up, user_of

if TYPE_CHECKING:
    from apps.settings.sections.user_accounts.user_actions import UserActions


@stepped_up
def reset_two_step(screen: UserActions, request: HttpRequest, object_id: int) -> HttpResponseBase:
    """For whoever has lost app, passkeys and recovery codes."""
    require(request, "security", EDIT)
    return screen.act(request, object_id, _reset_two_step, _("%(user)s signs in with the password alone now."))


@stepped_up
def forget_sign_on(screen: UserActions, request: HttpRequest, object_id: int) -> HttpResponseBase:
    """For whoever has become another identity at their company."""
    require(request, "security", EDIT)
    words = _("Who %(user)s is at the company is forgotten. Their next sign-in there says it anew.")
    return screen.act(request, object_id, _forget_sign_on, words)


def _reset_two_step(request: HttpRequest, user: User) -> None:
    if user == user_of(request):
        raise ValidationError(_("Change your own second step under “My security”."))
    services.reset_two_step(user=user, by=actor_of(request), giver=caller_of(request))


def _forget_sign_on(request: HttpRequest, user: User) -> None:
    services.unbind_sign_on(user=user, by=actor_of(request))
