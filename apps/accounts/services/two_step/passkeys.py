"""The passkeys of a person, under names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services.two_step import factors
from apps.accounts.two_step.state import passkeys_of
from apps.audit.actors import Actor

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

MOST_PASSKEYS = 20
COUNTED = "sign_count"
"""Under which the row keeps how often the device had signed when the passkey was last used."""


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], by: Actor) -> list[str]:
    """Let the passkey whose registration was checked be a second factor of `user`, under a name of their own.

    Returns fresh recovery codes when there were none. Raises ValidationError.
    """
    factors.lock(user)
    if passkeys_of(user).count() >= MOST_PASSKEYS:
        raise ValidationError(_("You have many passkeys already. Remove one that you no longer use."))
    WebAuthn.add(user, name, credential)
    return factors.added(user, name, by)


@transaction.atomic
def use_passkey(*, passkey: Authenticator, sign_count: int, by: Actor) -> bool:
    """Whether the device that signed with `passkey` is further than it was; a copy of it lags behind.

    `sign_count` is what it says itself (WebAuthn level 2, section 7.2, step 21). Many say always 0: they do not count.
    """
    passkey = passkeys_of(passkey.user).select_for_update().get(pk=passkey.pk)
    last = int(passkey.data.get(COUNTED, WebAuthn(passkey).authenticator_data.counter))
    if (sign_count or last) and sign_count <= last:
        changes = {"factor": [None, passkey.data["name"]], COUNTED: [last, sign_count]}
        factors.note("passkey_refused", passkey.user, by, changes)
        return False
    if sign_count != last:
        passkey.data[COUNTED] = sign_count
        passkey.save(update_fields=["data"])
    return True


@transaction.atomic
def rename_passkey(*, passkey: Authenticator, name: str, by: Actor) -> None:
    passkey = passkeys_of(passkey.user).select_for_update().get(pk=passkey.pk)
    before, passkey.data["name"] = passkey.data["name"], name
    passkey.save(update_fields=["data"])
    factors.note("two_step_renamed", passkey.user, by, {"name": [before, name]})


@transaction.atomic
def remove_passkey(*, passkey: Authenticator, by: Actor, here: str = "") -> None:
    """With the last factor every session of its owner ends, but the one with the digest `here`.

    Raises ValidationError when it is the last factor and one is needed.
    """
    factors.lock(passkey.user)
    name = passkey.data["name"]
    passkey.delete()
    factors.removed(passkey.user, name, by, here)
