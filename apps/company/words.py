"""Comparing what people and programs write: "ELECTRICA" means the "Eléctrica" of a list."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.signals import pre_save

BETWEEN = "\n"
"""Stands before, between and after the words of a column, so that each can be found whole."""

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


def fold(text: str) -> str:
    """`text` as it is compared: in small letters, without accents, with one blank between its words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def has_word(name: str, word: str) -> models.Q:
    """The condition that `word`, which is folded, is one of those in the WordsField `name`."""
    return models.Q(**{f"{name}__contains": f"{BETWEEN}{word}{BETWEEN}"})


class WordsField(TextField):
    """What stands in the fields `of`, folded; written with them, also by bulk_create and loaddata."""

    def __init__(self, of: tuple[str, ...], **options: Any) -> None:
        self.of = tuple(of)
        super().__init__(**options | {"blank": True, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, _args, _options = super().deconstruct()
        return name, path, [self.of], {}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            # What a fixture loads is written without asking the fields.
            pre_save.connect(self._fill, sender=cls, weak=False, dispatch_uid=(cls._meta.label, name))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        words = dict.fromkeys(fold(getattr(model_instance, name)) for name in self.of)
        value = "".join(f"{BETWEEN}{word}" for word in words if word) + BETWEEN
        setattr(model_instance, self.attname, value)
        return value

    def _fill(self, instance: models.Model, **kwargs: Any) -> None:
        self.pre_save(instance, add=True)
