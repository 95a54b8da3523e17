"""Permission groups: what a consumer, or a person with the role Custom, may do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.granting import rights_of
from apps.accounts.models import Account, PermissionGroup
from apps.accounts.modules import DELETE
from apps.accounts.permissions import may_grant
from apps.connections.groups import groups_with_use
from apps.settings.access import account_of, caller_of, stepped_up
from apps.settings.panel import Column, PanelAdmin, Words
from apps.settings.sections.user_accounts.group_forms import GroupForm
from apps.settings.sections.user_accounts.section import SECTION

SHOWN_HOLDERS = 20


class GroupAdmin(PanelAdmin):
    section = SECTION
    slug, label, icon = "permission-groups", gettext_lazy("Permission groups"), "list-checks"
    words = Words(
        add=gettext_lazy("New permission group"),
        change=gettext_lazy("Permission group"),
        added=gettext_lazy("The permission group is created."),
        changed=gettext_lazy("The permission group is saved. It counts from the very next call."),
        empty_title=gettext_lazy("No permission groups yet"),
        empty_text=gettext_lazy("A group says what a consumer or a user may do in each module."),
        search=gettext_lazy("Search by name or description"),
    )
    columns = (
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("description", gettext_lazy("Description"), is_hideable=True),
        Column(
            "is_read_only",
            gettext_lazy("Read-only"),
            sort="is_read_only",
            is_hideable=True,
            template="settings/user_accounts/group_read_only.html",
        ),
        Column("user_count", gettext_lazy("Users"), sort="user_count", is_hideable=True, css="numeric"),
        Column("consumer_count", gettext_lazy("Consumers"), sort="consumer_count", is_hideable=True, css="numeric"),
    )
    default_sort = "name"
    search_fields = ("name", "description")
    saves_after_step_up = True
    form, fields = GroupForm, ("name", "description", "is_read_only")
    panel_template = "settings/user_accounts/group_panel.html"

    def get_urls(self) -> list[URLPattern]:
        delete = path("<int:object_id>/delete/", self.wrap(require_POST(self.remove_view)), name=self.name_of("delete"))
        return [*super().get_urls(), delete]

    def rows(self, account: Account) -> QuerySet[PermissionGroup]:
        return groups_with_use(account)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, DELETE) and self._is_within(request, obj)

    def _is_within(self, request: HttpRequest, group: PermissionGroup | None) -> bool:
        return group is None or may_grant(caller_of(request), rights_of(group))

    def create(self, request: HttpRequest, **fields: Any) -> PermissionGroup:
        caller = caller_of(request)
        return services.create_group(account=account_of(request), by=caller.actor, giver=caller, **fields)

    def update(self, request: HttpRequest, row: PermissionGroup, **fields: Any) -> PermissionGroup:
        caller = caller_of(request)
        return services.update_group(group=row, by=caller.actor, giver=caller, **fields)

    def title_of(self, row: PermissionGroup) -> str:
        return row.name

    def panel_context(self, request: HttpRequest, row: PermissionGroup | None) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "group": row,
            "users": row.users.all()[:SHOWN_HOLDERS],
            "consumers": row.consumers.all()[:SHOWN_HOLDERS],
            "delete_url": self.url_of("delete", row.pk) if self.has_delete_permission(request, row) else "",
        }

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Delete a group that nobody holds."""
        group = self.find(request, object_id)
        if not self.has_delete_permission(request, group):
            raise PermissionDenied
        return self._remove(request, group)

    def _remove(self, request: HttpRequest, group: PermissionGroup) -> HttpResponse:
        caller = caller_of(request)
        try:
            services.delete_group(group=group, by=caller.actor, giver=caller)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.url_of("change", group.pk))
        messages.success(request, _("The permission group %(group)s is deleted.") % {"group": group})
        return redirect(self.url_of("changelist"))
