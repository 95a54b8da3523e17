"""The form of a user."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.granting import rights_of
from apps.accounts.models import Role, User
from apps.accounts.permissions import Caller, may_grant, permissions_of_role
from apps.settings.access import caller_of
from apps.settings.panel import PanelForm
from apps.settings.panel.choices import NamedRecord, offer


def grantable_roles(caller: Caller) -> list[tuple[str, str]]:
    """The roles that `caller` may give; Custom is as much as its group."""
    roles = [role for role in Role if role == Role.CUSTOM or may_grant(caller, permissions_of_role(role))]
    return [("", ""), *((role.value, str(role.label)) for role in roles)]


class UserForm(PanelForm):
    class Meta:
        model = User
        fields = ("name", "email", "role", "permission_group", "language")
        help_texts = {"language": gettext_lazy("Without a choice, the language of the account.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" not in self.fields:
            return
        caller: Any = caller_of(self.request)
        role: Any = self.fields["role"]
        group: Any = self.fields["permission_group"]
        role.required, role.choices = True, grantable_roles(caller)
        if isinstance(group, NamedRecord):
            return  # Of very many, the service says whether the one that is named may be given.
        grantable = [row for row in group.few if may_grant(caller, rights_of(row))]
        group.queryset = group.queryset.filter(pk__in=[row.pk for row in grantable])
        offer(group, grantable)

    def clean(self) -> dict[str, Any] | None:
        """Only Custom has a group, and cannot be without one."""
        cleaned = self.cleaned_data
        if cleaned.get("role") != Role.CUSTOM:
            cleaned["permission_group"] = None
        elif not cleaned.get("permission_group") and "permission_group" not in self.errors:
            label = self.fields["permission_group"].label
            self.add_error("permission_group", _("%(field)s cannot be blank") % {"field": label})
        return cleaned
