"""The consent page's form: each permission that the app asks for, to be ticked or not, unless it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.connections.scopes import lent
from apps.connections.sign_in import SIGN_IN_LABELS


class Offer(TypedDict):
    """What the user is asked about; kept in the session as it is. What is required comes with "Allow"."""

    required: list[str]
    optional: list[str]


def scopes_of(offer: Offer) -> list[str]:
    return sorted([*offer["required"], *offer["optional"]])


@dataclass(frozen=True)
class Choice:
    scope: str
    label: str | Promise
    is_ticked: bool
    is_required: bool


@dataclass(frozen=True)
class Group:
    """One module's permissions, in words."""

    label: str | Promise
    choices: list[Choice]
    is_lent: bool = False
    """Whether only a Super Administrator holds it, who must know what they do."""


class ConsentForm(forms.Form):
    scope = forms.MultipleChoiceField(
        error_messages={"required": _("Tick at least one permission, or deny."), "invalid_choice": _("Choose again.")}
    )

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.fields["scope"].required = not offer["required"]
        self.fields["scope"].choices = [(scope, scope) for scope in offer["optional"]]  # type: ignore[attr-defined]

    @property
    def agreed(self) -> list[str]:
        """What the user of a valid form has agreed to."""
        return sorted([*self.offer["required"], *self.cleaned_data["scope"]])

    @property
    def has_optional(self) -> bool:
        return bool(self.offer["optional"])

    @property
    def groups(self) -> list[Group]:
        """What is asked for, grouped by module in the order of the registry; everything ticked at first, but what is
        lent."""
        found = [Group(_("Know who you are"), self._sign_in_choices())]
        found += [
            Group(module.label, self._choices(module), module.super_administrator_only) for module in modules.every()
        ]
        return [group for group in found if group.choices]

    def _sign_in_choices(self) -> list[Choice]:
        asked = set(scopes_of(self.offer))
        return [self._choice(scope, label) for scope, label in SIGN_IN_LABELS.items() if scope in asked]

    def _choices(self, module: modules.Module) -> list[Choice]:
        asked = set(scopes_of(self.offer))
        return [
            self._choice(module.permission(action), modules.ACTION_LABELS[action])
            for action in modules.ACTIONS
            if module.permission(action) in asked
        ]

    def _choice(self, scope: str, label: str | Promise) -> Choice:
        is_required = scope in self.offer["required"]
        return Choice(scope, label, is_required or self._is_ticked(scope), is_required)

    def _is_ticked(self, scope: str) -> bool:
        if self.is_bound:
            return scope in self.data.getlist("scope")  # type: ignore[attr-defined]
        return not lent([scope])
