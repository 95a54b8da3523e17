"""What only the owner of the account can do here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.modules import EDIT
from apps.settings.access import account_of, require, user_of
from apps.settings.page import Page

if TYPE_CHECKING:
    from django.http import HttpResponse


class OwnersPage(Page):
    """The page with what its parts share."""

    def owner(self, request: HttpRequest) -> User | None:
        """The signed-in person, if they are the owner of the account that they are in."""
        require(request, self.section.name, EDIT)
        user = user_of(request)
        return user if user and user.is_owner and user.account_id == account_of(request).pk else None

    def refuse(self, request: HttpRequest, words: str = "") -> HttpResponse:
        """Back to the page, with why not."""
        messages.error(request, words or _("Only the owner of the account can do this."))
        return redirect(self.url)

    def act(self, request: HttpRequest, do: Callable[[User], object], done: str) -> HttpResponseBase:
        """`do` for the owner, who posts; then `done`, or why it could not be."""
        owner = self.owner(request)
        if request.method != "POST" or owner is None:
            return redirect(self.url) if owner else self.refuse(request)
        try:
            do(owner)
        except ValidationError as error:
            return self.refuse(request, " ".join(error.messages))
        messages.success(request, done)
        return redirect(self.url)
