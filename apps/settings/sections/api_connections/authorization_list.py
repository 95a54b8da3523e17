"""The list of app authorizations: its columns, its filters, and what its search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from apps.accounts.models import User
from apps.connections.models import Authorization, Consumer
from apps.connections.scopes import scopes_in_words
from apps.settings.panel import Column, FilterForm, RecordFilter

if TYPE_CHECKING:
    from apps.accounts.models import Account

CELLS = "settings/api_connections/cells/"
STATES = (("live", pgettext_lazy("authorization", "Active")), ("revoked", gettext_lazy("Revoked")))
APP = RecordFilter(Consumer.objects.of, label=gettext_lazy("App"), key="name_key")
USER = RecordFilter(User.objects.of, label=gettext_lazy("User"), whole="email", key="name_key")


class AuthorizationFilters(FilterForm):
    app = APP
    user = USER
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[("", gettext_lazy("All")), *STATES])

    lookups = {"app": "consumer"}

    def narrow_status(self, rows: QuerySet[Authorization], value: str) -> QuerySet[Authorization]:
        return rows.filter(revoked_at__isnull=value == "live")


def search(account: Account, rows: QuerySet[Authorization], words: str) -> QuerySet[Authorization]:
    """The rows of the apps and of the users that `words` mean; each is found by an index."""
    return rows.filter(Q(consumer__in=APP.found(account, words)) | Q(user__in=USER.found(account, words)))


def words_of(authorization: Authorization) -> list[str]:
    """What was agreed, one line per module."""
    return scopes_in_words(authorization.scopes)


def state_of(authorization: Authorization) -> str:
    return pgettext("authorization", "Active") if authorization.is_live else _("Revoked")


COLUMNS = (
    Column("app", gettext_lazy("App"), value="consumer", sort="consumer__name"),
    Column("user", gettext_lazy("User"), sort="user__name", template=CELLS + "user.html"),
    Column("permissions", gettext_lazy("Permissions"), value=lambda row: "; ".join(words_of(row)), is_hideable=True),
    Column("granted", gettext_lazy("Granted"), value="granted_at", sort="granted_at", scales=True, is_hideable=True,
           template="parts/moment_or_never.html"),
    Column("first_used", gettext_lazy("First used"), value="first_used_at", sort="first_used_at", is_hideable=True,
           template="parts/moment_or_never.html"),
    Column("last_used", gettext_lazy("Last used"), value="last_used_at", sort="last_used_at", is_hideable=True,
           template=CELLS + "last_used.html"),
    Column("status", gettext_lazy("Status"), value=state_of, sort="revoked_at",
           template=CELLS + "authorization_status.html"),
)  # fmt: skip
