"""The form of a permission group, with its matrix: a row per module, a box per action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup
from apps.accounts.modules import Module
from apps.settings.access import account_of, caller_of
from apps.settings.navigation import Text
from apps.settings.panel import PanelForm


@dataclass(frozen=True)
class Cell:
    """One box. `is_writing`: a read-only group cannot tick it. `is_fixed`: whoever looks cannot give it."""

    permission: str
    action: str
    label: Text
    is_ticked: bool
    is_writing: bool
    is_fixed: bool


@dataclass(frozen=True)
class Row:
    module: Module
    cells: list[Cell]


def shown_modules(account: Account) -> list[Module]:
    """What a group of this account can be given: a module that is switched off is not shown."""
    return [m for m in modules.grantable() if m.is_settings or m.name in account.enabled_modules]


class GroupForm(PanelForm):
    permissions = forms.MultipleChoiceField(label=_("Permissions"), required=False)

    class Meta:
        model = PermissionGroup
        fields = ("name", "description", "is_read_only")
        help_texts = {"is_read_only": _("Can only look: View and Reports.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["permissions"] = self.instance.permissions
        self.shown = shown_modules(account_of(self.request))
        offered: Any = self.fields["permissions"]
        offered.choices = [(name, name) for name in sorted(modules.permissions_of(self.shown))]

    def clean_permissions(self) -> list[str]:
        """What was ticked, and what the group holds in modules that are not shown now."""
        hidden = set(self.instance.permissions) - modules.permissions_of(self.shown)
        return sorted(hidden.union(self.cleaned_data["permissions"]))

    @property
    def action_labels(self) -> list[tuple[str, Text]]:
        return [(action, modules.ACTION_LABELS[action]) for action in modules.ACTIONS]

    @property
    def matrix(self) -> Iterator[Row]:
        ticked, held = set(self["permissions"].value() or ()), caller_of(self.request).permissions
        for module in self.shown:
            yield Row(module, [self._cell(module, action, ticked, held) for action in modules.ACTIONS])

    def _cell(self, module: Module, action: str, ticked: set[str], held: frozenset[str]) -> Cell:
        permission = module.permission(action)
        return Cell(
            permission=permission,
            action=action,
            label=modules.ACTION_LABELS[action],
            is_ticked=permission in ticked,
            is_writing=action not in modules.READ_ONLY_ACTIONS,
            is_fixed=permission not in held,
        )
