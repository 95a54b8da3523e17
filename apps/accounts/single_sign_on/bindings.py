"""Whom a provider knows of the people here."""

from __future__ import annotations

from apps.accounts.models import Account, SingleSignOn, User


def binding(user: User) -> SingleSignOn | None:
    """Where `user` can prove at their company who they are."""
    from allauth.socialaccount.models import SocialAccount

    found = SingleSignOn.objects.for_user(user)
    knows_user = found and SocialAccount.objects.filter(provider=found.provider_id, user=user).exists()
    return found if knows_user else None


def is_bound(user: User) -> bool:
    """Whether there is anything to forget about `user`, whatever is on."""
    from allauth.socialaccount.models import SocialAccount

    return bool(SocialAccount.objects.filter(user=user).exists())


def count_bound(account: Account) -> int:
    """How many people of `account` have come from its provider so far."""
    from allauth.socialaccount.models import SocialAccount

    return int(SocialAccount.objects.filter(user__account=account).count())
