"""The columns of the list of users, and its filters."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext

from apps.accounts.models import PermissionGroup, Role, User
from apps.settings.panel import Column, FilterForm, RecordFilter
from apps.settings.sections.user_accounts.user_status import CHOICES, in_state, state_of


def role_of(user: User) -> str:
    """The role in a word: what a custom one means stands in the column beside it."""
    return pgettext("role", "Custom") if user.role == Role.CUSTOM else user.get_role_display()


COLUMNS = (
    Column("name", gettext_lazy("Name"), sort="name", scales=True, tie="email"),
    Column("email", gettext_lazy("E-mail"), sort="email"),
    Column("role", gettext_lazy("Role"), value=role_of, sort="role"),
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
GROUP = RecordFilter(PermissionGroup.objects.of, label=gettext_lazy("Permission group"))


class UserFilters(FilterForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", gettext_lazy("All")), *Role.choices])
    group = GROUP
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=CHOICES)
    lookups = {"group": "permission_group"}

    def narrow_status(self, rows: QuerySet[User], value: str) -> QuerySet[User]:
        return in_state(rows, value)
