"""What /consumers_secrets and /api_key have in common: secrets that work now, masked, and rotation with an overlap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.api.documented import OrNull, Shape
from apps.api.fields import AnyField, Computed, Field, Input, Row, row_of, sources_of
from apps.api.forms import Form
from apps.api.kinds import Choice, Date, Text
from apps.api.problems import InvalidFields
from apps.common.models import mask
from apps.connections.services.secrets import OVERLAPS

HOUR = timedelta(hours=1)
OVERLAP = Input("overlap_hours", Choice({overlap // HOUR: overlap for overlap in OVERLAPS}))
FORM = Form.of((), (OVERLAP,))


def masked(row: Row) -> str:
    return mask(row["last_four"])


FIELDS: tuple[AnyField, ...] = (
    Computed("secret", ("last_four",), masked),
    Field("created_at", Date()),
    Field("expires_at", Date()),
    Field("last_used_at", Date()),
    Field("last_used_from", Text()),
)
SHAPE: Shape = {
    "secret": Text(), "created_at": Date(), "expires_at": OrNull(Date()), "last_used_at": OrNull(Date()),
    "last_used_from": OrNull(Text()),
}  # fmt: skip


def shown(secrets: QuerySet[Any]) -> list[dict[str, Any]]:
    """The secrets, the newest first, each by its last four characters."""
    return [row_of(FIELDS, row) for row in secrets.values(*sources_of(FIELDS))]


def overlap_of(body: Mapping[str, Any]) -> timedelta:
    """How long the old secret keeps working, which nobody should leave to chance. Raises InvalidFields."""
    values = FORM.values(body, is_new=True)
    if OVERLAP.name not in values:
        raise InvalidFields({OVERLAP.name: _("This field is required.")})
    overlap: timedelta = values[OVERLAP.name]
    return overlap


def take_nothing(body: Mapping[str, Any]) -> None:
    """Raises InvalidFields for any field at all."""
    Form.of((), ()).values(body, is_new=False)
