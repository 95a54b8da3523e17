"""What a file would do to the exchange rates, line by line, before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.company.exchange.cells import currency_of, rate_of
from apps.company.importing.cells import day_of, told
from apps.company.importing.plan import Plan, Planned
from apps.company.importing.sheet import Line, Sheet
from apps.company.models import ExchangeRate

CHUNK = 500
SHEET = Sheet(
    model=ExchangeRate,
    columns=("date", "currency", "rate"),
    keys=("date", "currency"),
    required=("date", "currency", "rate"),
    most_lines=10_000,
    most_bytes=960 * 1024,
)
READERS = {"date": day_of, "currency": currency_of, "rate": rate_of}
Key = tuple[str, date]


class RatePlan(Plan[ExchangeRate]):
    """The lines of a file against the rates that there are: a line is about the one of its currency and day. Two
    queries, however many lines.
    """

    def __init__(self, account: Account, lines: Sequence[Line]) -> None:
        self.account = account
        self.own = Account.objects.values_list("currency", flat=True).get(pk=account.pk)
        self.by_key: dict[Key, Planned[ExchangeRate]] = {}
        self.lines = [self._planned(line) for line in lines]
        for row in self._rows_meant():
            _take_place(self.by_key[row.currency, row.date], row)

    def _planned(self, line: Line) -> Planned[ExchangeRate]:
        planned = Planned[ExchangeRate](line.number, f"{line.cells['date'][:40]} {line.cells['currency'][:40]}")
        try:
            planned.row = ExchangeRate(account=self.account, **self._read(line.cells))
            self._require_first(planned, planned.row)
        except ValidationError as error:
            planned.errors = told(error, ExchangeRate)
        return planned

    def _read(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The fields of a rate. Raises ValidationError with all that is wrong in the line."""
        fields, errors = {}, {}
        for name, read in READERS.items():
            try:
                fields[name] = read(cells[name])
            except ValidationError as error:
                errors[name] = error
        if wrong := self._wrong_currency(fields.get("currency")):
            errors["currency"] = ValidationError(wrong)
        if errors:
            raise ValidationError(errors)
        return fields

    def _wrong_currency(self, currency: object) -> str:
        if not self.own:
            return _("First choose the currency of the account.")
        return _("This is the currency of the account itself.") if currency == self.own else ""

    def _require_first(self, planned: Planned[ExchangeRate], row: ExchangeRate) -> None:
        first = self.by_key.setdefault((row.currency, row.date), planned)
        if first is not planned:
            text = _("Line %(number)s has this currency and day already.")
            raise ValidationError(text % {"number": first.number})

    def _rows_meant(self) -> Iterator[ExchangeRate]:
        """Those that are there already."""
        if not self.by_key:
            return
        currencies, days = ({key[part] for key in self.by_key} for part in (0, 1))
        rows = ExchangeRate.objects.of(self.account).filter(currency__in=currencies)
        for row in rows.filter(date__range=(min(days), max(days))).iterator(chunk_size=CHUNK):
            if (row.currency, row.date) in self.by_key:
                yield row


def _take_place(planned: Planned[ExchangeRate], row: ExchangeRate) -> None:
    """The line is about `row`, which is there already."""
    before, after = row.rate, planned.row.rate if planned.row else row.rate
    planned.row, row.rate = row, after
    planned.changes = {"rate": [before.normalize(), after.normalize()]} if after != before else {}
