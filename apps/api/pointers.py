"""Other rows that a body names: by code, by id, or by both when both mean the same row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.api.fields import Input
from apps.api.kinds import Text, Whole
from apps.api.problems import InvalidFields


@dataclass(frozen=True)
class Pointer:
    """A row of the caller's account. `about` is what the service calls it; `names` has what may name it in a body, each
    with what that is of the row ("code" or "pk"); `rows` gives the rows of an account to look among. One that
    `is_required` must be named in POST, and can nowhere be named as none.
    """

    about: str
    names: Mapping[str, str]
    rows: Callable[[Account], QuerySet[Any]]
    is_required: bool = False

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(
            Input(name, Whole(allow_null=True) if path == "pk" else Text(), about=self.about)
            for name, path in self.names.items()
        )

    def follow(self, account: Account, values: dict[str, Any]) -> None:
        """Put the row into `values` in place of its names. Raises InvalidFields where there is none."""
        given = {name: values.pop(name) for name in self.names if name in values}
        wanted = {name: value for name, value in given.items() if value not in (None, "")}
        if wanted:
            values[self.about] = self._found(account, wanted)
        elif self.is_required and given:
            raise InvalidFields(dict.fromkeys(given, _("This field is required.")))

    def _found(self, account: Account, wanted: dict[str, Any]) -> Model:
        found: Model | None = self.rows(account).filter(**{self.names[name]: wanted[name] for name in wanted}).first()
        if found is None:
            raise InvalidFields(dict.fromkeys(wanted, _("This does not exist.")))
        return found
