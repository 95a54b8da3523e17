"""Finding by the beginning of a name, however many there are: a column beside the name, in plain letters, and an index.

    name_key = BeginningField("name")                        # Meta: Index(fields=["account", "name_key"], …)
    Consumer.objects.of(account).filter(begins("name_key", "almac"))

On PostgreSQL a function of the name would not do: row-level security lets an index serve only where nothing but
leakproof operators compare (apps/common/row_policies.py), and neither LIKE nor upper() is.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_save

LAST = "\U0010ffff"
"""Comes after every letter, in the order of code points."""
LENGTH = 60

if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField


def plain(text: str) -> str:
    """`text` as it is compared: "Almacén" and "ALMACEN" are the same, and only the beginning is kept."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()[:LENGTH]


def begins(name: str, words: str) -> Q:
    """The condition that the column `name`, a BeginningField, begins with `words`."""
    key = plain(words)
    return Q(**{f"{name}__gte": key, f"{name}__lt": f"{key}{LAST}"}) if key else Q()


class BeginningField(TextField):
    """The field `of`, in plain letters; written with it, also by bulk_create and loaddata."""

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        fixed = {"max_length": LENGTH, "blank": True, "default": "", "editable": False}
        super().__init__(**options | fixed)

    def deconstruct(self) -> Any:
        name, path, _args, options = super().deconstruct()
        kept = {key: value for key, value in options.items() if key in ("verbose_name", "db_column", "db_index")}
        return name, path, [self.of], kept

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            # What a fixture loads is written without asking the fields.
            pre_save.connect(self._fill, sender=cls, weak=False, dispatch_uid=(cls._meta.label, name))

    def db_parameters(self, connection: Any) -> Any:
        """In the order of code points, whatever the order of the database is: SQLite knows no other."""
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = plain(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value

    def _fill(self, instance: models.Model, **kwargs: Any) -> None:
        self.pre_save(instance, add=True)
