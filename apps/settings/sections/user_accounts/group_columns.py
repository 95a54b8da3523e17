"""The columns of the list of permission groups, and its filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.accounts.models import PermissionGroup
from apps.connections.groups import HOLDERS_COUNTED
from apps.settings.panel import Column, FilterForm
from apps.settings.templatetags.numbers import up_to

READ_ONLY, WRITING = "read_only", "writing"
KINDS = (("", gettext_lazy("All")), (READ_ONLY, gettext_lazy("Read-only")), (WRITING, gettext_lazy("May also change")))


def users_of(group: Any) -> str:
    return up_to(group.user_count, HOLDERS_COUNTED)


def consumers_of(group: Any) -> str:
    return up_to(group.consumer_count, HOLDERS_COUNTED)


COLUMNS = (
    Column("name", gettext_lazy("Name"), sort="name"),
    Column("description", gettext_lazy("Description"), is_hideable=True),
    Column(
        "is_read_only",
        gettext_lazy("Read-only"),
        sort="is_read_only",
        is_hideable=True,
        template="settings/user_accounts/group_read_only.html",
    ),
    Column("user_count", gettext_lazy("Users"), users_of, is_hideable=True, css="numeric"),
    Column("consumer_count", gettext_lazy("Consumers"), consumers_of, is_hideable=True, css="numeric"),
)


class GroupFilters(FilterForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)

    def narrow_kind(self, rows: QuerySet[PermissionGroup], value: str) -> QuerySet[PermissionGroup]:
        return rows.filter(is_read_only=value == READ_ONLY)
