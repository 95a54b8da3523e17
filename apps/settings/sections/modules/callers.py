"""Who calls a module: what stops when it is turned off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Account
from apps.accounts.modules import ACTION_LABELS, ACTIONS, Module
from apps.connections.models import PermissionUse
from apps.settings.templatetags.moments import day
from apps.settings.templatetags.numbers import number, up_to

DAYS = 30
READ = 2000
"""So many uses of each permission are read, the latest first: whoever has more apps than that sees it without them."""
SHOWN = 10


@dataclass
class Calling:
    """One consumer, or the account's API key, with what it used of the module. `users`: for how many it acts."""

    name: str
    last_used_on: date
    actions: set[str] = field(default_factory=set)
    users: int = 0


def callers_of(account: Account, module: Module) -> list[Calling]:
    """Who used `module` in the last DAYS days, the latest first, in one query for each action."""
    found: dict[int | None, Calling] = {}
    people: dict[int | None, set[int]] = {}
    for use in _uses(account, module):
        name = use.consumer.name if use.consumer else _("The API key of the account")
        one = found.setdefault(use.consumer_id, Calling(name, use.last_used_on))
        one.last_used_on = max(one.last_used_on, use.last_used_on)
        one.actions.add(use.permission.partition(":")[2])
        if use.authorization_id:
            people.setdefault(use.consumer_id, set()).add(use.authorization_id)
            one.users = len(people[use.consumer_id])
    return sorted(found.values(), key=lambda one: (-one.last_used_on.toordinal(), one.name))


def _uses(account: Account, module: Module) -> Iterable[PermissionUse]:
    """Without those of consumers that were deleted meanwhile."""
    since = timezone.now() - timedelta(days=DAYS)
    of_account = PermissionUse.objects.of(account).since(since).select_related("consumer").order_by("-last_used_on")
    for action in ACTIONS:
        for use in of_account.filter(permission=module.permission(action))[:READ]:
            if use.consumer_id is None or use.consumer is not None:
                yield use


def in_words(one: Calling) -> str:
    """ "Portal (for 12 users): View, Edit; last on 20 Nov 2026"."""
    actions = ", ".join(str(ACTION_LABELS[action]) for action in ACTIONS if action in one.actions)
    words = {"name": named(one), "actions": actions, "day": day(one.last_used_on)}
    return _("%(name)s: %(actions)s; last on %(day)s") % words


def named(one: Calling) -> str:
    if not one.users:
        return one.name
    words = ngettext("%(name)s (for %(count)s user)", "%(name)s (for %(count)s users)", one.users)
    return words % {"name": one.name, "count": up_to(one.users, READ - 1)}


def lines(found: list[Calling]) -> list[str]:
    """A line for each of the first SHOWN, and one for the others."""
    told, more = [in_words(one) for one in found[:SHOWN]], len(found) - SHOWN
    if more > 0:
        told.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)})
    return told
