"""Mails to a person, in that person's language."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage

from apps.accounts.backends import may_be_signed_in
from apps.accounts.models import SingleSignOn, User
from apps.accounts.reading import as_read_by

logger = logging.getLogger("conexiones.mails")


def send_safely(message: EmailMessage) -> bool:
    """Whether the mail server took `message`; why it did not is in the log."""
    try:
        message.send()
    except OSError:
        logger.exception("a mail could not be sent")
        return False
    return True


def send_invitation(user: User) -> bool:
    """Mail `user` the link under which they choose their password. Whether the mail server took it."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    return send_to(user, "invitation", {"invitation_url": _link_for(user), "days": days})


def send_password_reset(email: str) -> bool:
    """Mail whoever signs in as `email` the link for a new password: to the address that is kept, not to the typed one.

    Whether a mail was sent. Who cannot sign in gets none, because the new password would be of no use.
    """
    user = User.objects.filter(email=email.lower()).select_related("account").first()
    if user is None or not may_be_signed_in(user) or SingleSignOn.objects.binds(user):
        return False
    return send_to(user, "password_reset_key", {"password_reset_url": _link_for(user)})


def send_two_step_news(user: User, news: str, **context: Any) -> bool:
    """Tell `user` what happened to their second step; `news` names the templates."""
    return send_to(user, news, context)


def _link_for(user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return str(get_adapter().get_reset_password_from_key_url(key))


def send_to(user: User, template: str, context: dict[str, Any]) -> bool:
    with as_read_by(user):
        return send_safely(
            get_adapter().render_mail(
                f"account/email/{template}", user.email, {"user": user, "email": user.email} | context
            )
        )
