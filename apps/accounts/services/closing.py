"""Closing an account: asked for by its owner, undone by them as long as they like, and done when its day has come."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.closing import CLOSES_AFTER, WARNED_BEFORE
from apps.accounts.closing_mails import tell_of_closing
from apps.accounts.models import Account, User
from apps.accounts.services.archives import ask_last_archive
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import account_suspended
from apps.audit.actors import SYSTEM, Actor
from apps.audit.record import record


@transaction.atomic
def ask_closing(*, account: Account, owner: User, by: Actor) -> Account:
    """Let `account` end after CLOSES_AFTER; until then everything works as before. Raises ValidationError."""
    owner = User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    _require_owner(owner, account)
    account = held(account)
    if account.closes_at is not None:
        raise ValidationError(_("The account is about to be closed already."))
    account.closes_at = account.closing_told_at = None
    return _set_end(account, timezone.now() + CLOSES_AFTER, by)


@transaction.atomic
def undo_closing(*, account: Account, owner: User, by: Actor) -> Account:
    """Keep the account. Raises ValidationError when it is not about to be closed, or is closed."""
    owner = User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    _require_owner(owner, account)
    return keep_open(account=account, by=by)


@transaction.atomic
def keep_open(*, account: Account, by: Actor) -> Account:
    """The same for the operator, whoever asked for the end. Raises ValidationError."""
    account = held(account)
    if not account.is_closing:
        raise ValidationError(_("The account is not about to be closed."))
    _change(account, closes_at=None, closing_told_at=None)
    record("account.closing_undone", account=account, actor=by, target=account)
    transaction.on_commit(partial(tell_of_closing, account, "closing_undone"))
    return account


@transaction.atomic
def plan_closing(*, account: Account, at: datetime, by: Actor) -> Account:
    """Let `account` end at `at`: for the operator. Raises ValidationError when it is closed already."""
    account = held(account)
    if account.closed_at is not None:
        raise ValidationError(_("The account is closed already."))
    return _set_end(account, at, by)


def _set_end(account: Account, at: datetime, by: Actor) -> Account:
    changes = {"closes_at": [str(account.closes_at) if account.closes_at else None, at.isoformat()]}
    _change(account, closes_at=at, closing_told_at=timezone.now())
    record("account.closing_asked", account=account, actor=by, target=account, changes=changes)
    transaction.on_commit(partial(tell_of_closing, account, "closing_asked"))
    return account


@transaction.atomic
def close_account(*, account: Account, by: Actor) -> Account:
    """End every access to `account` now, and have its last archive made. Raises ValidationError when it is closed.

    Its rows stay as they are until the operator erases them.
    """
    account = held(account)
    if account.closed_at is not None:
        raise ValidationError(_("The account is closed already."))
    now = timezone.now()
    _change(account, is_active=False, closes_at=account.closes_at or now, closed_at=now)
    end_sessions(User.objects.of(account).values_list("pk", flat=True))
    record("account.closed", account=account, actor=by, target=account)
    account_suspended.send(sender=Account, account=account)
    ask_last_archive(account=account, by=by)
    transaction.on_commit(partial(tell_of_closing, account, "closed"))
    return account


def close_what_is_due() -> None:
    """For `manage.py purge`: ends whose time has come, and mails about those that are near."""
    now = timezone.now()
    for account in Account.objects.filter(closes_at__lte=now, closed_at=None).order_by("pk"):
        _close_if_due(account, now)
    for account in Account.objects.filter(closes_at__gt=now, closed_at=None, is_active=True).order_by("pk"):
        _tell_if_due(account, now)


@transaction.atomic
def _close_if_due(account: Account, now: datetime) -> None:
    """Nobody undid it meanwhile, and no other purge was faster."""
    account = held(account)
    if account.is_closing and account.closes_at is not None and account.closes_at <= now:
        close_account(account=account, by=SYSTEM)


@transaction.atomic
def _tell_if_due(account: Account, now: datetime) -> None:
    account = held(account)
    if account.closes_at is None or account.closing_told_at is None:
        return
    starts = [account.closes_at - ahead for ahead in WARNED_BEFORE]
    if any(account.closing_told_at < start <= now for start in starts):
        _change(account, closing_told_at=now)
        transaction.on_commit(partial(tell_of_closing, account, "closing_soon"))


def held(account: Account) -> Account:
    """The row itself, as it is now and so until the transaction ends."""
    return Account.objects.select_for_update(no_key=True).get(pk=account.pk)


def _change(account: Account, **values: object) -> None:
    for name, value in values.items():
        setattr(account, name, value)
    account.save(update_fields=list(values))


def _require_owner(user: User, account: Account) -> None:
    if not user.is_owner or user.account_id != account.pk:
        raise ValidationError(_("Only the owner of the account can do this."))
