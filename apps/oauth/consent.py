"""The consent page's form: each permission that the app asks for, to be ticked or not, unless it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.connections.models import Authorization
from apps.connections.scopes import lent
from apps.connections.sign_in import SIGN_IN_LABELS


class Offer(TypedDict):
    """What the user is asked about; kept in the session as it is. What is required comes with "Allow"."""

    required: list[str]
    optional: list[str]


def scopes_of(offer: Offer) -> list[str]:
    return sorted([*offer["required"], *offer["optional"]])


IN_WORDS: dict[str, str | Promise] = {
    modules.VIEW: _("read what is there"),
    modules.ADD: _("add to it"),
    modules.EDIT: _("change what is there"),
    modules.DELETE: _("delete what is there"),
    modules.REPORTS: _("read its reports"),
}


@dataclass(frozen=True)
class Choice:
    """`is_new`: the user has let this app do other things before, and not this."""

    scope: str
    label: str | Promise
    is_ticked: bool
    is_required: bool
    is_new: bool = False
    words: str | Promise = ""


@dataclass(frozen=True)
class Group:
    """One module's permissions, in words."""

    label: str | Promise
    choices: list[Choice]
    is_lent: bool = False
    """Whether only a Super Administrator holds it, who must know what they do."""
    warning: str | Promise = ""


class ConsentForm(forms.Form):
    scope = forms.MultipleChoiceField(
        error_messages={"required": _("Tick at least one permission, or deny."), "invalid_choice": _("Choose again.")}
    )

    def __init__(self, offer: Offer, *args: Any, earlier: Authorization | None = None, **kwargs: Any) -> None:
        """`earlier` is what the user lets this app do until now."""
        super().__init__(*args, **kwargs)
        self.offer, self.earlier = offer, earlier
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
    def has_new(self) -> bool:
        return any(self._is_new(scope) for scope in scopes_of(self.offer))

    @property
    def groups(self) -> list[Group]:
        """What is asked for, grouped by module in the order of the registry; everything ticked at first, but what is
        lent."""
        found = [Group(_("Know who you are"), self._sign_in_choices())]
        found += [
            Group(module.label, self._choices(module), module.super_administrator_only, module.warning)
            for module in modules.every()
        ]
        return [group for group in found if group.choices]

    def _sign_in_choices(self) -> list[Choice]:
        asked = set(scopes_of(self.offer))
        return [self._choice(scope, label) for scope, label in SIGN_IN_LABELS.items() if scope in asked]

    def _choices(self, module: modules.Module) -> list[Choice]:
        asked = set(scopes_of(self.offer))
        return [
            self._choice(module.permission(action), modules.ACTION_LABELS[action], IN_WORDS[action])
            for action in modules.ACTIONS
            if module.permission(action) in asked
        ]

    def _choice(self, scope: str, label: str | Promise, words: str | Promise = "") -> Choice:
        is_required = scope in self.offer["required"]
        is_ticked = is_required or self._is_ticked(scope)
        return Choice(scope, label, is_ticked, is_required, self._is_new(scope), words)

    def _is_new(self, scope: str) -> bool:
        return self.earlier is not None and scope not in self.earlier.scopes

    def _is_ticked(self, scope: str) -> bool:
        if self.is_bound:
            return scope in self.data.getlist("scope")  # type: ignore[attr-defined]
        return not lent([scope])
