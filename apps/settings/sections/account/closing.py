"""The end of the account: asked for by its owner, and undone by them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from apps.accounts.closing import CLOSES_AFTER, LAST_ARCHIVE_KEPT
from apps.accounts.models import User
from apps.accounts.services import ask_closing, undo_closing
from apps.settings.access import account_of, actor_of, stepped_up
from apps.settings.panel.confirmation import ConfirmationForm
from apps.settings.sections.account.owned import OwnersPage
from apps.settings.templatetags.moments import day


class EndOfAccount(OwnersPage):
    def close_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says what will happen and when, POST sets the date."""
        owner = self.owner(request)
        if owner is None:
            return self.refuse(request)
        if request.method != "POST":
            return self._ask_end(request, ConfirmationForm(word=account_of(request).name))
        answer: HttpResponseBase = self._close(request, owner)
        return answer

    @stepped_up
    def _close(self, request: HttpRequest, owner: User) -> HttpResponseBase:
        account = account_of(request)
        form = ConfirmationForm(request.POST, word=account.name)
        if not form.is_valid():
            return self._ask_end(request, form, status=422)
        try:
            account = ask_closing(account=account, owner=owner, by=actor_of(request))
        except ValidationError as error:
            form.refuse(error)
            return self._ask_end(request, form, status=422)
        words = _("The account will be closed on %(day)s. Until then everything works, and you can undo it.")
        return self.done(request, words % {"day": day(account.closes_at)})

    def _ask_end(self, request: HttpRequest, form: ConfirmationForm, status: int = 200) -> HttpResponseBase:
        context: dict[str, Any] = {"form": form, "days": CLOSES_AFTER.days, "kept": LAST_ARCHIVE_KEPT.days}
        return self.panel(request, "settings/account/close.html", _("Close the account"), context, status=status)

    @stepped_up
    def undo_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST keeps the account."""
        account, by = account_of(request), actor_of(request)
        return self.act(
            request, lambda owner: undo_closing(account=account, owner=owner, by=by), _("The account is not closed.")
        )
