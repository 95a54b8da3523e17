"""Taking turns: what an account's rows decide together is decided by one after the other."""

from __future__ import annotations

from apps.accounts.models import Account


def hold(account: Account) -> None:
    """Until the transaction ends, whoever else holds `account` waits. Nobody waits who only adds rows of it."""
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
