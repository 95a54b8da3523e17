"""Sign-in, sign-out and refused sign-in, put on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.permissions import actor_of_user
from apps.audit.record import record
from apps.common.addresses import address_in

if TYPE_CHECKING:
    from django.http import HttpRequest


def _record(event: str, user: User | None, request: HttpRequest | None) -> None:
    if user is not None:
        address = address_in(request.META) if request else None
        record(event, account=user.account, actor=actor_of_user(user, address=address), target=user)


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record("session.signed_in", user, request)


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    _record("session.signed_out", user, request)


@receiver(user_login_failed)
def record_refused_sign_in(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Only for people who exist: an unknown address belongs to no account's record, and stays in the log lines."""
    email = str(credentials.get("email") or credentials.get("username") or "").lower()
    _record("session.sign_in_refused", User.objects.filter(email=email).select_related("account").first(), request)


@receiver([password_changed, password_reset])
def record_password_change(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record("session.password_changed", user, request)
