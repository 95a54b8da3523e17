"""Permission groups: what a consumer, or a person with the role Custom, may do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.granting import rights_of
from apps.accounts.models import Account, PermissionGroup
from apps.accounts.modules import ADD, DELETE
from apps.accounts.permissions import may_grant
from apps.connections.groups import groups_for_list
from apps.settings.access import account_of, caller_of, require, stepped_up
from apps.settings.panel import BulkAction, PanelAdmin, Words, reasons
from apps.settings.sections.user_accounts.group_columns import COLUMNS, GroupFilters
from apps.settings.sections.user_accounts.group_forms import GroupForm
from apps.settings.sections.user_accounts.group_use import holders_of
from apps.settings.sections.user_accounts.section import SECTION
from apps.settings.templatetags.numbers import number


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
    columns = COLUMNS
    bulk_actions = (
        BulkAction(
            "delete",
            gettext_lazy("Delete"),
            icon="trash-2",
            action=DELETE,
            confirm=gettext_lazy(
                "Groups that nobody uses are deleted and cannot be brought back. The others are kept."
            ),
            is_danger=True,
        ),
    )
    bulk_at_most, bulk_steps_up = 200, True
    default_sort = "name"
    filter_form_class = GroupFilters
    search_fields = ("name", "description")
    saves_after_step_up = True
    form, fields = GroupForm, ("name", "description", "is_read_only")
    panel_template = "settings/user_accounts/group_panel.html"
    change_list_template = "settings/user_accounts/groups.html"

    def get_urls(self) -> list[URLPattern]:
        views = {"delete": self.remove_view, "duplicate": self.duplicate_view}
        return super().get_urls() + [
            path(f"<int:object_id>/{word}/", self.wrap(require_POST(view)), name=self.name_of(word))
            for word, view in views.items()
        ]

    def rows(self, account: Account) -> QuerySet[PermissionGroup]:
        return groups_for_list(account)

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
        holders, may_add = holders_of(request, account_of(request), row), self.has_add_permission(request)
        return {
            "group": row,
            "holders": holders,
            "is_held": any(kind.count for kind in holders),
            "duplicate_url": self.url_of("duplicate", row.pk) if may_add and self._is_within(request, row) else "",
            "delete_url": self.url_of("delete", row.pk) if self.has_delete_permission(request, row) else "",
        }

    def bulk_delete(self, request: HttpRequest, rows: list[PermissionGroup]) -> str:
        """Delete those that nobody holds; of each of the others say who does."""
        refused = [reason for group in rows if (reason := self._refusal(request, group))]
        reasons.tell(request, refused)
        done = len(rows) - len(refused)
        words = ngettext("%(count)s permission group is deleted.", "%(count)s permission groups are deleted.", done)
        return words % {"count": number(done)}

    @stepped_up
    def duplicate_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """A copy under a free name, opened at once."""
        require(request, self.section.name, ADD)
        group, caller = self.find(request, object_id), caller_of(request)
        try:
            copy = services.duplicate_group(group=group, by=caller.actor, giver=caller)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.url_of("change", group.pk))
        messages.success(request, _("This is the copy. Nobody has it yet."))
        return redirect(self.url_of("change", copy.pk))

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Delete a group that nobody holds."""
        group = self.find(request, object_id)
        if not self.has_delete_permission(request, group):
            raise PermissionDenied
        reason = self._refusal(request, group)
        if reason:
            messages.error(request, reason)
            return redirect(self.url_of("change", group.pk))
        messages.success(request, _("The permission group %(group)s is deleted.") % {"group": group})
        return redirect(self.url_of("changelist"))

    def _refusal(self, request: HttpRequest, group: PermissionGroup) -> str:
        """Delete it; why that could not be, or nothing."""
        caller = caller_of(request)
        try:
            services.delete_group(group=group, by=caller.actor, giver=caller)
        except ValidationError as error:
            return f"{group}: {' '.join(error.messages)}" if error.code != "in_use" else str(error.message)
        return ""
