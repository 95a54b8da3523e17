"""What the pages have in common on which a code is typed, or the browser asked for a passkey."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from apps.accounts.models import User
from apps.accounts.two_step import passkeys
from apps.settings.people.two_step_forms import CodeForm, PasskeyForm
from apps.settings.people.views import Throttled, Titled

if TYPE_CHECKING:

    class CodePage(FormView[CodeForm]): ...

    class PasskeyPage(FormView[PasskeyForm]): ...

else:
    CodePage = PasskeyPage = FormView


class WithCode(Throttled, Titled, CodePage):
    form_class = CodeForm
    title = _("Second step")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request, "user": self.person}

    @property
    def person(self) -> User:
        """Whose code it must be."""
        raise AttributeError

    def remember(self, form: CodeForm, **more: Any) -> None:
        """Note how the person proved it."""
        record_authentication(self.request, self.person, "mfa", type=form.kind, **more)


class WithPasskey(Titled, PasskeyPage):
    """A page whose button asks the browser for a passkey."""

    form_class = PasskeyForm
    title = _("Passkey")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request, "user": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(passkeys.options_to_prove(self.person))}

    @property
    def person(self) -> User | None:
        """Whose passkey it must be; None lets it say so itself."""
        return None
