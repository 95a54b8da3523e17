"""What the document says of a list's filters: which fields are none, and by which a list of any length is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.api.reach import LOOKED_THROUGH
from apps.api.schema import parameters

if TYPE_CHECKING:
    from apps.api.resources.base import ResourceViewSet


def told(resource: type[ResourceViewSet]) -> tuple[str, ...]:
    """In whole sentences."""
    without = parameters.without_filter(resource)
    every = _("Every field is a filter, but for lists and what is worked out for each row: %(names)s.")
    indexed = _(
        "An index finds the rows for these filters: %(names)s. For any other the list looks through %(most)s rows at "
        "most; where there are more, the answer is 400 `too_costly` until one of these narrows it as well."
    )
    found = indexed % {"names": _listed(resource().better), "most": f"{LOOKED_THROUGH:,}"}
    return (every % {"names": _listed(without)}, found) if without else (found,)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
