"""Reducing permissions to what is used: the period, the preview and the form, for consumers and for authorizations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.words import permissions_in_words
from apps.connections.reductions import MoreThanShown, NothingUsed, Reduction
from apps.connections.services.least_privilege import NotLive, Shared
from apps.settings.panel import PlainForm
from apps.settings.privileges import PERIODS

LONGEST = PERIODS[-1]


def days_of(request: HttpRequest) -> int:
    """The period that was chosen; the longest, which takes the least away, unless it is one of PERIODS."""
    asked = (request.POST if request.method == "POST" else request.GET).get("days", "")
    return int(asked) if asked in map(str, PERIODS) else LONGEST


class ReducingForm(PlainForm):
    """Holds what the preview showed, so that nothing else is taken away."""

    days = forms.TypedChoiceField(choices=[(n, n) for n in PERIODS], coerce=int, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_shown(self) -> frozenset[str]:
        return frozenset(self.cleaned_data["shown"].split())

    def attempt(self, do: Callable[[], Any]) -> bool:
        """Whether `do` went well; what it refused stands at the top of the form, or under its fields."""
        try:
            do()
        except (MoreThanShown, NothingUsed, NotLive, Shared) as refused:
            self.add_error(None, REFUSALS[type(refused)]())
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


REFUSALS: dict[type[Exception], Callable[[], str]] = {
    MoreThanShown: lambda: _("Something was granted meanwhile. Look at what is taken away now, and confirm it again."),
    NothingUsed: lambda: _("Nothing was used in this time, so that nothing would be left."),
    NotLive: lambda: _("It was revoked meanwhile."),
    Shared: lambda: _("Somebody else was given the group meanwhile. Make a new group for this consumer."),
}


def preview(reduction: Reduction, days: int) -> dict[str, Any]:
    """What templates/settings/api_connections/reduction.html shows, in words, a line for each module."""
    return {
        "days": days,
        "periods": [{"days": n, "words": in_days(n), "is_chosen": n == days} for n in PERIODS],
        "taken": permissions_in_words(reduction.taken),
        "kept": permissions_in_words(reduction.kept),
        "shown": " ".join(sorted(reduction.taken)),
    }


def in_days(days: int) -> str:
    return ngettext("Used in the last %(days)d day", "Used in the last %(days)d days", days) % {"days": days}
