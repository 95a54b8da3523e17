"""What the database knows of a file: everything but its bytes, so that no list ever loads those."""

from __future__ import annotations

from functools import partial
from typing import Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from apps.common.files.store import Facts, discard


class FileRow(models.Model):
    """`content_type` is what the bytes are, not what somebody said; `name` is a plain name without a folder.

    With the row goes its file, once that is certain.
    """

    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    checksum = models.CharField(_("checksum"), max_length=64)
    stored_as = models.CharField(max_length=100, unique=True, editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        post_delete.connect(_discard_after_row, sender=cls, dispatch_uid=f"file of {cls.__qualname__}")

    def take(self, facts: Facts) -> Self:
        """Know another file from now on; the one before goes when that is certain."""
        if self.stored_as:
            transaction.on_commit(partial(discard, self.stored_as))
        for name, value in facts.fields.items():
            setattr(self, name, value)
        return self


def _discard_after_row(instance: FileRow, **kwargs: Any) -> None:
    transaction.on_commit(partial(discard, instance.stored_as))


def models_with_files() -> list[type[FileRow]]:
    return [model for model in apps.get_models() if issubclass(model, FileRow)]
