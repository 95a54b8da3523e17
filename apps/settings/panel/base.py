"""What list and panel stand on: addresses, access, and rows that start from the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from apps.accounts.models import Account
from apps.accounts.modules import ADD, DELETE, EDIT
from apps.settings.access import account_of, may
from apps.settings.navigation import Screen
from apps.settings.panel.words import Words

if TYPE_CHECKING:
    from apps.settings.site import SettingsSite, View

    Base = ModelAdmin[Any]
else:
    Base = ModelAdmin


class SectionAdmin(Screen, Base):
    """A ModelAdmin as a screen of a section."""

    admin_site: SettingsSite
    words: ClassVar[Words] = Words()
    create: ClassVar[Any] = None
    update: ClassVar[Any] = None
    view_on_site = False

    @property
    def url_name(self) -> str:  # type: ignore[override]
        return self.name_of("changelist")

    def name_of(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def url_of(self, page: str, *args: Any) -> str:
        """The address of "changelist", "export", "add", "change" (with the record's pk), or what `get_urls` added."""
        return reverse(f"settings:{self.name_of(page)}", args=args)

    def wrap(self, view: View) -> View:
        return self.admin_site.screen_view(self, view)

    def rows(self, account: Account) -> QuerySet[Any]:
        """Every row of the account, with what the list shows loaded."""
        rows: QuerySet[Any] = self.model._default_manager.of(account)
        return rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.rows(account_of(request))

    def find(self, request: HttpRequest, object_id: int) -> Any:
        """The record of this account, or 404, as if another account's did not exist."""
        row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None:
            raise Http404
        return row

    def may(self, request: HttpRequest, action: str) -> bool:
        return may(request, self.module or self.section.name, action)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_open(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.create is not None and self.may(request, ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.update is not None and self.may(request, EDIT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, DELETE)
