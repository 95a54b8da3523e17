"""The filter by who did it: by a name, by the beginning of one, or by a whole e-mail address.

The names are those that stand in the log, so that whoever is deleted or renamed since is found as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.models import Transaction
from apps.common.beginnings import begins, plain
from apps.settings.panel import RecordFilter

if TYPE_CHECKING:
    from apps.accounts.models import Account

MOST = 10


class ActorFilter(RecordFilter):
    def __init__(self, **options: Any) -> None:
        super().__init__(Transaction.objects.of, label=_("Who"), whole="actor_name", key="actor_key", **options)

    def text_of(self, account: Account, value: str) -> str:
        """A number in a link is a name like any other."""
        return value

    def suggested(self, account: Account, words: str) -> list[tuple[str, str]]:
        return [(name, name) for _key, name in actors(account, words)]

    @staticmethod
    def condition(account: Account, words: str) -> Q:
        """One name, and the index also gives the order."""
        if "@" in words:
            names = User.objects.of(account).filter(email=words.lower()).values_list("name", flat=True)
            return Q(actor_key__in=[plain(name) for name in names], actor_email__iexact=words)
        keys = [key for key, _name in actors(account, words)]
        return Q(actor_key=keys[0]) if len(keys) == 1 else Q(actor_key__in=keys)


def actors(account: Account, words: str) -> list[tuple[str, str]]:
    """Key and name of the first MOST that begin with `words`: one step of the index for each."""
    rows = Transaction.objects.of(account).filter(begins("actor_key", words)).order_by("actor_key")
    found: list[tuple[str, str]] = []
    while len(found) < MOST:
        entry = rows.filter(actor_key__gt=found[-1][0] if found else "").values_list("actor_key", "actor_name").first()
        if entry is None:
            break
        found.append(entry)
    return found
