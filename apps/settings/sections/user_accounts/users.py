"""The people of the account: invited by mail, deactivated with everything they opened."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts import services
from apps.accounts.models import Account, User
from apps.settings.access import account_of, caller_of, user_of
from apps.settings.panel import BulkAction, Column, Words
from apps.settings.sections.user_accounts.section import SECTION
from apps.settings.sections.user_accounts.user_actions import UserActions, is_invited, status_of
from apps.settings.sections.user_accounts.user_forms import UserFilters, UserForm


class UserAdmin(UserActions):
    section = SECTION
    slug, label, icon = "accounts", gettext_lazy("Accounts"), "user-round"
    words = Words(
        add=gettext_lazy("New user"),
        change=gettext_lazy("User"),
        added=gettext_lazy("The user is created, and the invitation is on its way."),
        changed=gettext_lazy("The user is saved."),
        empty_title=gettext_lazy("No users yet"),
        empty_text=gettext_lazy("Invite the people who work in this account."),
        search=gettext_lazy("Search by name or e-mail"),
    )
    columns = (
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("email", gettext_lazy("E-mail"), sort="email"),
        Column("role", gettext_lazy("Role"), value=lambda user: user.get_role_display(), sort="role"),
        Column(
            "group",
            gettext_lazy("Permission group"),
            "permission_group",
            sort="permission_group__name",
            is_hideable=True,
        ),
        Column("status", gettext_lazy("Status"), status_of, template="settings/user_accounts/user_status.html"),
        Column("last_login", gettext_lazy("Last sign-in"), sort="last_login", is_hideable=True, css="nowrap"),
    )
    default_sort = "name"
    search_fields = ("name", "email")
    filter_form_class = UserFilters
    bulk_actions = (
        BulkAction("activate", gettext_lazy("Activate"), icon="power"),
        BulkAction(
            "deactivate",
            gettext_lazy("Deactivate"),
            icon="ban",
            confirm=gettext_lazy("Their sessions end at once, and the apps they allowed can no longer act for them."),
            is_danger=True,
        ),
    )
    # A role or a group is what somebody may do from now on.
    saves_after_step_up = True
    form, fields = UserForm, ("name", "email", "role", "permission_group", "language")
    panel_template = "settings/user_accounts/user_panel.html"

    def rows(self, account: Account) -> QuerySet[User]:
        return User.objects.of(account).select_related("permission_group")

    def create(self, request: HttpRequest, **fields: Any) -> User:
        caller = caller_of(request)
        user = services.create_user(account=account_of(request), by=caller.actor, giver=caller, **fields)
        services.invite_user(user=user, by=caller.actor)
        return user

    def update(self, request: HttpRequest, row: User, **fields: Any) -> User:
        caller = caller_of(request)
        return services.update_user(user=row, by=caller.actor, giver=caller, **fields)

    def title_of(self, row: User) -> str:
        return row.name

    def panel_context(self, request: HttpRequest, row: User | None) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "person": row,
            "status": status_of(row),
            "is_invited": is_invited(row),
            "is_self": row == user_of(request),
            "may_edit": self.has_change_permission(request, row),
            "apps": row.authorizations.live().count(),
            "urls": {name: self.url_of(name, row.pk) for name in ("activate", "deactivate", "invite")},
        }
