"""When a chain was last read, how far, and what was found: the screen cannot read a long chain for each page.

Who wants to be sure asks `manage.py verify_transactions`, which reads all of it and believes nothing that stands here.
"""

from __future__ import annotations

from django.utils import timezone

from apps.audit import chain
from apps.audit.chain import INSTALLATION, START, Fault, Place
from apps.audit.models import ChainCheck, Transaction

AT_ONCE = 20_000
"""So many transactions are read for a person who waits: a second or two."""
NO_FAULT = {"fault_number": None, "fault_reason": ""}


def check(account_id: int | None) -> Fault | None:
    """Read the whole chain, and remember what was found."""
    return _remembered(account_id, *chain.read(account_id))


def go_on(account_id: int | None) -> Fault | None:
    """Read at most AT_ONCE transactions, from where the last time ended, and after the end anew from the first.

    A chain that is no longer than that is read whole each time.
    """
    return _remembered(account_id, *chain.read(account_id, _where_to_go_on(account_id), AT_ONCE))


def last(account_id: int | None) -> ChainCheck | None:
    return ChainCheck.objects.filter(chain=account_id or INSTALLATION).first()


def _where_to_go_on(account_id: int | None) -> Place:
    """Behind what the last time read, if more follows and it still is what it was."""
    check, end = last(account_id), chain.end_of(account_id)
    if check is None or check.fault_number or end[0] <= max(check.number, AT_ONCE):
        return START
    read = Transaction.objects.chain(account_id).filter(number=check.number, digest=check.digest)
    return (check.number, check.digest) if read.exists() else START


def _remembered(account_id: int | None, place: Place, fault: Fault | None) -> Fault | None:
    found = {"fault_number": fault.number, "fault_reason": fault.reason} if fault else NO_FAULT
    values = {"number": place[0], "digest": place[1], "at": timezone.now(), **found}
    ChainCheck.objects.update_or_create(chain=account_id or INSTALLATION, defaults=values)
    return fault
