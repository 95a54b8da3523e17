"""The filters of the transactions log, each a parameter of its URL.

A record links to all that happened to it by `about`: the lower-case name of its model and its primary key with a colon
between, such as /settings/transactions-log/?about=consumer:42 (reverse("settings:audit_transaction_changelist")).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from apps.accounts.transactions import module_choices, submodule_of
from apps.audit.events import KINDS
from apps.audit.models import ACTOR_LABELS, Transaction
from apps.settings.access import account_of
from apps.settings.panel import FilterForm
from apps.settings.sections.transactions_log.actors import ActorFilter

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
    since = forms.DateField(label=_("From"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("To"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    actor_kind = forms.ChoiceField(
        label=_("Kind of actor"),
        choices=[("", _("All")), *((kind.value, label) for kind, label in ACTOR_LABELS.items())],
    )
    actor = ActorFilter()
    module = forms.ChoiceField(label=_("Module"), choices=lambda: [("", _("All")), *module_choices()])
    kind = forms.ChoiceField(label=_("Action"), choices=[("", _("All")), *KINDS.items()])
    about = forms.RegexField(label=_("About"), regex=r"^[a-z_]{1,50}:[0-9A-Za-z-]{1,64}$", widget=forms.HiddenInput)

    def narrow_since(self, rows: Rows, value: date) -> Rows:
        return rows.filter(at__gte=start_of(value))

    def narrow_until(self, rows: Rows, value: date) -> Rows:
        return rows.filter(at__lt=start_of(min(value, LAST_DAY) + timedelta(days=1)))

    def narrow_actor(self, rows: Rows, value: str) -> Rows:
        return rows.filter(ActorFilter.condition(account_of(self.request), value))

    def words_for(self, name: str, value: str) -> str:
        """Of one record its kind and its name, as they stood when something last happened to it."""
        if name != "about" or name in self.errors:
            return super().words_for(name, value)
        entry = self.narrow_about(Transaction.objects.of(account_of(self.request)), value).first()
        return f"{submodule_of(entry)} {entry.target_name}" if entry else value

    def narrow_about(self, rows: Rows, value: str) -> Rows:
        target_type, _colon, target_id = value.partition(":")
        return rows.filter(target_type=target_type, target_id=target_id)
