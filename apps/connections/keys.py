"""Which key versions the rows name: one that FIELD_KEYS lacks stops the start, not the request that needs it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Protocol

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from apps.audit import chain
from apps.common import keyring
from apps.connections.models import ConsumerSecret


class Sealed(Protocol):
    """A row with a sealed value in its column `sealed`."""

    pk: Any
    sealed: str

    def seal(self, plain: str) -> None: ...
    def open(self) -> str: ...


class Use(NamedTuple):
    """That `rows` rows still need a key; 0 where counting would read a large table. `who` says which rows."""

    key: str
    who: str
    rows: int


def sealed_models() -> list[type[Model]]:
    """Every model with a column `sealed`: whoever adds one needs to add nothing here."""
    return [model for model in apps.get_models() if any(field.name == "sealed" for field in model._meta.fields)]


def needed(model: type[Model]) -> QuerySet[Any]:
    """The rows that must still open: of secrets only the live ones."""
    rows: Any = model._default_manager.all()
    found: QuerySet[Any] = rows.live() if hasattr(rows, "live") else rows.exclude(sealed="")
    return found


def sealed_under(versions: set[str]) -> Q:
    """The condition for rows that are sealed under one of `versions`."""
    return reduce(or_, (Q(sealed__startswith=f"{version}$") for version in versions), Q(pk__in=[]))


def missing_versions() -> list[str]:
    """The `purpose:version` that a row needs and the key ring does not hold."""
    known = {purpose: {key.version for key in keyring.all_keys(purpose)} for purpose in keyring.PURPOSES}
    peppers = _peppers().exclude(pepper_version__in=known["pepper"]).values_list("pepper_version", flat=True)
    found = {f"pepper:{version}" for version in peppers.distinct()}
    found |= {f"chain:{version}" for version in chain.key_versions() if version not in known["chain"]}
    for model in sealed_models():
        unread = needed(model).exclude(sealed_under(known["seal"])).values_list("sealed", flat=True)
        found |= {f"seal:{text.partition('$')[0]}" for text in unread}
    return sorted(found)


def uses() -> list[Use]:
    """What still needs which key, the writing keys left out."""
    found = [*_uses_of_seals(), *_uses_of_peppers()]
    chained = [
        Use(f"chain:{version}", "transactions, which it verifies for ever", 0) for version in chain.key_versions()
    ]
    return [use for use in [*found, *chained] if use.key not in writing()]


def writing() -> set[str]:
    """The `purpose:version` of the keys that new rows are written with."""
    return {f"{purpose}:{keyring.writing_key(purpose).version}" for purpose in keyring.PURPOSES}


def removable(found: list[Use]) -> list[str]:
    """The `purpose:version` of the key ring that no row of `found` needs, and that does not write."""
    needed_keys = {use.key for use in found}
    older = [f"{key.purpose}:{key.version}" for purpose in keyring.PURPOSES for key in keyring.all_keys(purpose)[1:]]
    return [name for name in older if name not in needed_keys]


def _uses_of_seals() -> Iterator[Use]:
    for model in sealed_models():
        rows = needed(model)
        for version in sorted({text.partition("$")[0] for text in rows.values_list("sealed", flat=True)}):
            count = rows.filter(sealed_under({version})).count()
            yield Use(f"seal:{version}", str(model._meta.verbose_name_plural), count)


def _uses_of_peppers() -> Iterator[Use]:
    for version in _peppers().values_list("pepper_version", flat=True).distinct():
        secrets = _peppers().filter(pepper_version=version)
        keys = ", ".join(secrets.order_by("consumer__client_id").values_list("consumer__client_id", flat=True)[:20])
        yield Use(f"pepper:{version}", f"secrets of the OAuth consumers {keys}", secrets.count())


def _peppers() -> QuerySet[ConsumerSecret]:
    return ConsumerSecret.objects.live().order_by()
