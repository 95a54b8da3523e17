"""Account: what it may have and uses, whose it is, all of its data as one file, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from apps.accounts import usage
from apps.accounts.models import Archive, User
from apps.accounts.modules import EDIT
from apps.settings.access import account_of, may, user_of
from apps.settings.sections.account.archives import SHOWN, Archives
from apps.settings.sections.account.closing import EndOfAccount
from apps.settings.sections.account.section import SECTION
from apps.settings.sections.account.transfer import Transfer
from apps.settings.site import site

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.site import View


@site.register_page
class AccountPage(Archives, Transfer, EndOfAccount):
    section = SECTION
    label, icon = gettext_lazy("Account"), "user-round"
    url_name = "account_account"
    template_name = "settings/account/account.html"

    def get_urls(self) -> list[URLPattern]:
        """Each under its own name: "settings:account_transfer", …"""
        pages: list[tuple[str, View, str]] = [
            ("transfer/", self.transfer_view, "transfer"),
            ("transfer/withdraw/", self.withdraw_view, "withdraw"),
            ("archives/ask/", self.ask_view, "archive_ask"),
            ("archives/progress/", self.progress_view, "archive_progress"),
            ("archives/<int:object_id>/download/", self.download_view, "archive_download"),
            ("close/", self.close_view, "close"),
            ("close/undo/", self.undo_view, "undo"),
        ]
        more = [path(route, self.wrap(view), name=f"account_{name}") for route, view, name in pages]
        return [*super().get_urls(), *more]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        account = account_of(request)
        people, user = User.objects.of(account), user_of(request)
        return super().context(request) | {
            "usage": usage.of(account),
            "owner": people.owner(),
            "offered": people.offered(),
            "archives": list(Archive.objects.for_list(account)[:SHOWN]),
            "may_edit": may(request, self.section.name, EDIT),
            "is_owner": user is not None and user.is_owner and user.account_id == account.pk,
        }
