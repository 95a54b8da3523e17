"""Sign-in, sign-out, refused sign-in and a new password, put on the record; a new password ends the other sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from apps.accounts.models import User
from apps.accounts.permissions import actor_of_user
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import credentials_reset
from apps.audit.actors import Actor, ActorKind
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
    """Of an unknown address on the installation's own record: without its words, but with the same work."""
    email = str(credentials.get("email") or credentials.get("username") or "").lower()
    user = User.objects.filter(email=email).select_related("account").first()
    if user is not None:
        return _record("session.sign_in_refused", user, request)
    nobody = Actor(ActorKind.SYSTEM, address=address_in(request.META) if request else None)
    record("session.sign_in_refused", account=None, actor=nobody)
    return None


@receiver(password_changed)
@transaction.atomic
def end_the_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    end_sessions([user.pk], but=request.session.key_digest)  # type: ignore[attr-defined]
    _record("session.password_changed", user, request)


@receiver(password_reset)
@transaction.atomic
def end_every_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    end_sessions([user.pk])
    _record("session.password_changed", user, request)
    credentials_reset.send(sender=User, user=user, by=actor_of_user(user, address=address_in(request.META)))
