"""Handing an account over: the owner offers it to somebody, who accepts or declines; either may take it back.

Each step holds the rows of both people, the one with the lower number first, before it looks: of two steps at the same
moment the second finds what the first has left.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.invitations import is_invited
from apps.accounts.mails import send_to
from apps.accounts.models import Account, Role, User
from apps.accounts.ownership_mails import tell_of_offer, tell_of_transfer
from apps.audit.actors import SYSTEM, Actor
from apps.audit.record import record

OFFER_LASTS = timedelta(days=7)


@transaction.atomic
def offer_ownership(*, owner: User, to: User, by: Actor) -> User:
    """Offer the account of `owner` to `to`, an active user of it, for OFFER_LASTS. Raises ValidationError."""
    owner, to = _held(owner, to)
    _require_owner(owner)
    _require_able(owner, to)
    _end_old_offers(owner)
    if User.objects.filter(account=owner.account_id, ownership_offer_ends__isnull=False).exists():
        raise ValidationError(_("The account is offered to somebody already. Take that back first."))
    to.ownership_offer_ends = timezone.now() + OFFER_LASTS
    to.save(update_fields=["ownership_offer_ends"])
    record("account.transfer_offered", account=to.account, actor=by, target=to)
    transaction.on_commit(partial(tell_of_offer, to=to, owner=owner))
    return to


@transaction.atomic
def accept_ownership(*, user: User, by: Actor) -> User:
    """`user`, to whom the account is offered, is its owner from now on, and a Super Administrator of it.

    Who was its owner stays a Super Administrator. Raises ValidationError when the offer no longer stands.
    """
    owner = _owner_of(user)
    owner, user = _held(owner, user)
    _require_owner(owner)
    _require_offer(user)
    owner.is_owner = False
    owner.save(update_fields=["is_owner"])
    before = user.role
    user.is_owner, user.role, user.ownership_offer_ends = True, Role.SUPER_ADMINISTRATOR, None
    user.save(update_fields=["is_owner", "role", "ownership_offer_ends"])
    changes = {"owner": [owner.name, user.name]} | ({"role": [before, user.role]} if before != user.role else {})
    record("account.transfer_accepted", account=user.account, actor=by, target=user, changes=changes)
    transaction.on_commit(partial(tell_of_transfer, owner=user, former=owner))
    return user


@transaction.atomic
def decline_ownership(*, user: User, by: Actor) -> None:
    """`user` does not want the account. Raises ValidationError when the offer no longer stands."""
    owner = _owner_of(user)
    owner, user = _held(owner, user)
    _require_offer(user)
    _end(user, "declined", by)
    transaction.on_commit(partial(send_to, owner, "ownership_declined", {"other": user.name}))


@transaction.atomic
def withdraw_ownership(*, owner: User, by: Actor) -> None:
    """The owner keeps the account. Raises ValidationError when there is no offer, or it was accepted meanwhile."""
    offered = User.objects.filter(account=owner.account_id, ownership_offer_ends__isnull=False).first()
    if offered is None:
        raise ValidationError(_("This offer no longer stands."))
    owner, offered = _held(owner, offered)
    _require_owner(owner)
    if offered.ownership_offer_ends is None:
        raise ValidationError(_("This offer no longer stands."))
    _end(offered, "withdrawn", by)


@transaction.atomic
def name_owner(*, user: User, by: Actor) -> User:
    """Make an active Super Administrator the owner of their account, whoever was: for the operator alone.

    Where the owner cannot be reached any more. Raises ValidationError.
    """
    former = User.objects.filter(account=user.account_id, is_owner=True).first()
    former, user = _held(former or user, user)
    if user.is_owner or not user.is_active or user.role != Role.SUPER_ADMINISTRATOR or is_invited(user):
        raise ValidationError(_("Only another active Super Administrator of the account can become its owner."))
    User.objects.filter(account=user.account_id).exclude(ownership_offer_ends=None).update(ownership_offer_ends=None)
    if former.is_owner:
        former.is_owner = False
        former.save(update_fields=["is_owner"])
    user.is_owner, user.ownership_offer_ends = True, None
    user.save(update_fields=["is_owner", "ownership_offer_ends"])
    changes = {"owner": [former.name if former != user else None, user.name]}
    record("account.owner_named", account=user.account, actor=by, target=user, changes=changes)
    return user


def end_old_offers() -> None:
    """Those whose time is over; for `manage.py purge`."""
    late = User.objects.filter(ownership_offer_ends__lte=timezone.now())
    for account in Account.objects.filter(users__in=late):
        with transaction.atomic():
            for user in late.filter(account=account).select_for_update(of=("self",)):
                _end(user, "expired", SYSTEM)


def forget_offer(user: User, by: Actor) -> None:
    """Inside the change that closes every door to `user`, whose row is held: nothing stays open for them."""
    if user.ownership_offer_ends is not None:
        _end(user, "withdrawn", by)


def _end(user: User, how: str, by: Actor) -> None:
    user.ownership_offer_ends = None
    user.save(update_fields=["ownership_offer_ends"])
    record(f"account.transfer_{how}", account=user.account, actor=by, target=user)


def _end_old_offers(owner: User) -> None:
    late = User.objects.filter(account=owner.account_id, ownership_offer_ends__lte=timezone.now())
    for user in late.select_for_update(of=("self",)):
        _end(user, "expired", SYSTEM)


def _owner_of(user: User) -> User:
    found = User.objects.filter(account=user.account_id, is_owner=True).first() if user.account_id else None
    if found is None:
        raise ValidationError(_("This offer no longer stands."))
    return found


def _held(first: User, second: User) -> tuple[User, User]:
    """Both as they are now, and so until the transaction ends."""
    rows = User.objects.select_for_update(of=("self",)).select_related("account")
    held = {user.pk: user for user in rows.filter(pk__in=[first.pk, second.pk]).order_by("pk")}
    if not {first.pk, second.pk} <= held.keys():
        raise ValidationError(_("This user does not exist any more."))
    return held[first.pk], held[second.pk]


def _require_owner(user: User) -> None:
    if not user.is_owner:
        raise ValidationError(_("Only the owner of the account can do this."))


def _require_able(owner: User, to: User) -> None:
    if to.account_id != owner.account_id or to.is_owner or not to.is_active or is_invited(to):
        raise ValidationError({"user": _("Choose another active user of the account, who has signed in before.")})


def _require_offer(user: User) -> None:
    if not (user.is_active and user.is_offered_ownership):
        raise ValidationError(_("This offer no longer stands."))
