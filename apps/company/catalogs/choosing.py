"""What people can choose from a catalog, where a form offers it."""

from __future__ import annotations

from apps.accounts.models import Account
from apps.company.catalogs import MOST
from apps.company.models import CatalogEntry


def choices(account: Account, catalog: str, language: str) -> list[tuple[str, str]]:
    """The active entries in their order, as code and name in `language`; empty for a catalog without any.

    The code is what to give on to the service that writes, which keeps the name in the language of the account.
    """
    entries = CatalogEntry.objects.choices(account, catalog)[:MOST]
    return [(entry.code, entry.name_in(language, account.language)) for entry in entries]
