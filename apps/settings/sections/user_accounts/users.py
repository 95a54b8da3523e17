"""The people of the account: invited by mail, deactivated with everything they opened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts import invitations, services
from apps.accounts.models import Account, User
from apps.accounts.modules import EDIT
from apps.accounts.single_sign_on.bindings import is_bound
from apps.accounts.two_step.state import has_any
from apps.settings.access import account_of, caller_of, may, user_of
from apps.settings.panel import BulkAction, Words
from apps.settings.sections.user_accounts.section import SECTION
from apps.settings.sections.user_accounts.stopping import what_stops
from apps.settings.sections.user_accounts.user_actions import UserActions
from apps.settings.sections.user_accounts.user_columns import COLUMNS, GROUP, UserFilters
from apps.settings.sections.user_accounts.user_forms import UserForm
from apps.settings.sections.user_accounts.user_status import state_of


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
        search_long=gettext_lazy("Search by the beginning of the name, or the whole e-mail"),
    )
    columns = COLUMNS
    default_sort = "name"
    counts_all = True
    search_fields = ("name", "email")
    search_whole, search_key = "email", "name_key"
    filter_form_class = UserFilters
    bulk_actions = (
        BulkAction("activate", gettext_lazy("Activate"), icon="power"),
        BulkAction("invite", gettext_lazy("Invite again"), icon="mail"),
        BulkAction(
            "deactivate", gettext_lazy("Deactivate"), icon="ban", page="deactivate_selected", is_danger=True
        ),
    )  # fmt: skip
    bulk_at_most = 200
    # A role or a group is what somebody may do from now on.
    saves_after_step_up = True
    suggests = {"permission_group": GROUP}
    form, fields = UserForm, ("name", "email", "role", "permission_group", "language")
    panel_template = "settings/user_accounts/user_panel.html"

    def rows(self, account: Account) -> QuerySet[User]:
        return User.objects.of(account).select_related("permission_group")

    def create(self, request: HttpRequest, **fields: Any) -> User:
        caller = caller_of(request)
        user = services.create_user(account=account_of(request), by=caller.actor, giver=caller, **fields)
        services.invite_user(user=user, by=caller.actor, giver=caller)
        return user

    def update(self, request: HttpRequest, row: User, **fields: Any) -> User:
        caller = caller_of(request)
        user = services.update_user(user=row, by=caller.actor, giver=caller, **fields)
        # The link that was mailed works for that address only.
        if invitations.is_invited(user) and user.email != row.email:
            services.invite_user(user=user, by=caller.actor, giver=caller)
        return user

    def title_of(self, row: User) -> str:
        return row.name

    def panel_context(self, request: HttpRequest, row: User | None) -> dict[str, Any]:
        if row is None:
            return {}
        return {
            "person": row,
            "status": state_of(row),
            "invitation_ends": invitations.ends_at(row) if invitations.is_invited(row) else None,
            "is_invited": invitations.is_invited(row),
            "is_self": row == user_of(request),
            "may_edit": self.has_change_permission(request, row),
            "open": what_stops([row])[0],
            "has_two_step": has_any(row),
            "is_known_elsewhere": bool(settings.SSO_ISSUERS) and is_bound(row),
            "may_reset_two_step": may(request, "security", EDIT),
            "urls": {name: self.url_of(name, row.pk) for name in self.pages},
        }
