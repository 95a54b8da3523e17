"""The columns of the list of users, and its filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.accounts.models import PermissionGroup, Role, User
from apps.settings.access import account_of
from apps.settings.panel import Column, FilterForm
from apps.settings.sections.user_accounts.user_status import CHOICES, in_state, state_of

COLUMNS = (
    Column("name", gettext_lazy("Name"), sort="name"),
    Column("email", gettext_lazy("E-mail"), sort="email"),
    Column("role", gettext_lazy("Role"), value=lambda user: user.get_role_display(), sort="role"),
    Column(
        "group", gettext_lazy("Permission group"), "permission_group", sort="permission_group__name", is_hideable=True
    ),
    Column("status", gettext_lazy("Status"), state_of, template="settings/user_accounts/user_status.html"),
    Column("last_login", gettext_lazy("Last sign-in"), sort="last_login", is_hideable=True, css="nowrap",
           template="parts/moment_or_never.html"),
    Column("invited", gettext_lazy("Invited"), "invited_at", sort="invited_at", is_hideable=True, is_hidden=True,
           css="nowrap"),
    Column("invited_by", gettext_lazy("Invited by"), is_hideable=True, is_hidden=True),
    Column("created", gettext_lazy("Creation date"), "created_at", sort="created_at", is_hideable=True, is_hidden=True,
           css="nowrap"),
)  # fmt: skip


class UserFilters(FilterForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", gettext_lazy("All")), *Role.choices])
    group = forms.ModelChoiceField(PermissionGroup.objects.none(), label=gettext_lazy("Permission group"))
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=CHOICES)
    lookups = {"group": "permission_group"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = PermissionGroup.objects.of(account_of(self.request))

    def narrow_status(self, rows: QuerySet[User], value: str) -> QuerySet[User]:
        return in_state(rows, value)
