"""Mails to a person, in that person's language."""

from __future__ import annotations

import logging

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.utils import translation

from apps.accounts.models import User

logger = logging.getLogger("conexiones.mails")


def language_of(user: User) -> str:
    return user.language or (user.account.language if user.account else settings.LANGUAGE_CODE)


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
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {
        "user": user,
        "invitation_url": get_adapter().get_reset_password_from_key_url(key),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(language_of(user)):
        return send_safely(get_adapter().render_mail("account/email/invitation", user.email, context))
