"""The consent page's form: each permission that the app asks for, to be ticked or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules


@dataclass(frozen=True)
class Choice:
    scope: str
    label: str | Promise
    is_ticked: bool


@dataclass(frozen=True)
class Group:
    """One module's permissions, in words."""

    label: str | Promise
    choices: list[Choice]


class ConsentForm(forms.Form):
    scope = forms.MultipleChoiceField(
        error_messages={"required": _("Tick at least one permission, or deny."), "invalid_choice": _("Choose again.")}
    )

    def __init__(self, offered: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        self.fields["scope"].choices = [(scope, scope) for scope in self.offered]  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[Group]:
        """What is offered, grouped by module in the order of the registry; everything ticked at first."""
        found = [Group(module.label, self._choices(module)) for module in modules.every()]
        return [group for group in found if group.choices]

    def _choices(self, module: modules.Module) -> list[Choice]:
        ticked = self.data.getlist("scope") if self.is_bound else self.offered  # type: ignore[attr-defined]
        asked = [action for action in modules.ACTIONS if module.permission(action) in self.offered]
        return [
            Choice(module.permission(action), modules.ACTION_LABELS[action], module.permission(action) in ticked)
            for action in asked
        ]
