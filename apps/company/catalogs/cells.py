"""What stands in the cells of a file, read as the fields of an entry."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST_ORDER = 1_000_000


def order_of(given: str, usual: int) -> int:
    if not given:
        return usual
    if not given.isascii() or not given.isdigit() or len(given) > 7 or int(given) > LARGEST_ORDER:
        raise ValidationError({"order": _("The order is a whole number up to %(most)s.") % {"most": LARGEST_ORDER}})
    return int(given)
