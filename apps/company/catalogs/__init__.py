"""The registry of auxiliary catalogs: the named lists of an account that give the values of its modules' fields.

An app says when it starts (`AppConfig.ready`) which catalogs there are, and which of its columns take their values:

    catalogs.register(Kind("failure_types", _("Failure types")))
    catalogs.use("failure_types", WorkTask, "types_description")

A module of one's own does the same for its own. What the columns then accept is in `accepting`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

MOST = 1_000
"""So many entries has a catalog at most: it is a list that people choose from, and it is read whole."""
KEYWORDS_AT_MOST = 20


@dataclass(frozen=True)
class Use:
    """The column `name` of `model` holds an entry's name, in the account's language. `code` is the column beside it
    that holds the code, if any; with `several`, there may be several names in it, with commas between them.
    """

    model: type[Model]
    name: str
    code: str = ""
    several: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name, self.code) if self.code else (self.name,)

    @property
    def label(self) -> str:
        """ "Items: unit"."""
        column = self.model._meta.get_field(self.name)
        return f"{str(self.model._meta.verbose_name_plural).capitalize()}: {column.verbose_name}"  # type: ignore[union-attr]

    @property
    def longest(self) -> int:
        """So many characters fit into the column."""
        length = self.model._meta.get_field(self.name).max_length  # type: ignore[union-attr]
        return 0 if self.several or length is None else length


@dataclass(frozen=True)
class Kind:
    """One catalog. `name` is spelled the same in URL, API and table."""

    name: str
    label: str | Promise

    @property
    def uses(self) -> list[Use]:
        return _uses.get(self.name, [])

    @property
    def longest(self) -> int:
        """So many characters can a name have at most, so that it fits wherever it is used; 0 for as many as usual."""
        return min((use.longest for use in self.uses if use.longest), default=0)


_kinds: dict[str, Kind] = {}
_uses: dict[str, list[Use]] = {}


def register(kind: Kind) -> None:
    """Add `kind`. Raises ValueError when its name is taken by a different one."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"catalog {kind.name} is registered twice")


def use(catalog: str, model: type[Model], name: str, *, code: str = "", several: bool = False) -> None:
    """The column `name` of `model` takes its values from `catalog`. Raises KeyError for one that nobody registered."""
    _uses.setdefault(_kinds[catalog].name, []).append(Use(model, name, code, several))


def every() -> list[Kind]:
    """All catalogs, in the order of registration."""
    return list(_kinds.values())


def get(name: str) -> Kind | None:
    return _kinds.get(name)


def label_of(name: str) -> str:
    """What the catalog is called; one that is gone, its name."""
    kind = get(name)
    return str(kind.label) if kind else name


def uses_in(model: type[Model]) -> list[tuple[str, Use]]:
    """The uses in columns of `model`, each with the name of its catalog."""
    return [(kind.name, use) for kind in every() for use in kind.uses if use.model is model]


def catalog_of(model: type[Model], column: str) -> str:
    """The catalog that gives the values of a column; "" for none."""
    return next((name for name, use in uses_in(model) if column in use.columns), "")
