"""The filters of the transactions log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from apps.accounts.transactions import module_choices
from apps.audit.events import KINDS, events_of_kind
from apps.audit.models import ACTOR_LABELS, Transaction
from apps.settings.panel import FilterForm

FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(9999, 12, 28)
Rows = QuerySet[Transaction]


def start_of(day: date) -> datetime:
    """The first moment of `day` in the account's time zone."""
    return make_aware(datetime.combine(max(day, FIRST_DAY), time.min))


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TransactionFilters(FilterForm):
    """`target` is "type:id", for a link from the record itself to all that happened to it."""

    since = forms.DateField(label=_("From"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("To"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    actor_kind = forms.ChoiceField(
        label=_("Kind of actor"),
        choices=[("", _("All")), *((kind.value, label) for kind, label in ACTOR_LABELS.items())],
    )
    actor = forms.CharField(label=_("Who"), max_length=120)
    module = forms.ChoiceField(label=_("Module"), choices=lambda: [("", _("All")), *module_choices()])
    kind = forms.ChoiceField(label=_("Action"), choices=[("", _("All")), *KINDS.items()])
    target = forms.RegexField(r"^[a-z_]{1,50}:[0-9A-Za-z-]{1,64}$", widget=forms.HiddenInput)

    def narrow_since(self, rows: Rows, value: date) -> Rows:
        return rows.filter(at__gte=start_of(value))

    def narrow_until(self, rows: Rows, value: date) -> Rows:
        return rows.filter(at__lt=start_of(min(value, LAST_DAY) + timedelta(days=1)))

    def narrow_actor(self, rows: Rows, value: str) -> Rows:
        return rows.filter(Q(actor_name__icontains=value) | Q(actor_email__icontains=value))

    def narrow_kind(self, rows: Rows, value: str) -> Rows:
        return rows.filter(events_of_kind(value))

    def narrow_target(self, rows: Rows, value: str) -> Rows:
        target_type, _colon, target_id = value.partition(":")
        return rows.filter(target_type=target_type, target_id=target_id)
