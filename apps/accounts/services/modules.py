"""The account's modules, switched off and on. What groups give in a module that is off stays with them."""

from __future__ import annotations

from django.db import transaction

from apps.accounts import modules
from apps.accounts.models import Account, validate_modules
from apps.audit.actors import Actor
from apps.audit.record import record


@transaction.atomic
def turn_module_off(*, account: Account, module: str, by: Actor) -> bool:
    """From the very next call on the API refuses everything of `module`. Whether it was on.

    Raises ValidationError when there is no such module.
    """
    return _switch(account, module, by, is_on=False)


@transaction.atomic
def turn_module_on(*, account: Account, module: str, by: Actor) -> bool:
    """`module` works again, with all that groups and consumers were given in it. Whether it was off.

    Raises ValidationError when there is no such module.
    """
    return _switch(account, module, by, is_on=True)


def _switch(account: Account, module: str, by: Actor, *, is_on: bool) -> bool:
    validate_modules([module])
    account = Account.objects.select_for_update().get(pk=account.pk)
    before = set(account.enabled_modules)
    after = before | {module} if is_on else before - {module}
    if after == before:
        return False
    account.enabled_modules = [one.name for one in modules.data() if one.name in after]
    account.save(update_fields=["enabled_modules"])
    changes = {"enabled_modules": [sorted(before - after), sorted(after - before)]}
    event = "modules.module_turned_on" if is_on else "modules.module_turned_off"
    record(event, account=account, actor=by, target=account, changes=changes)
    return True
