"""What is done to a user besides editing: activate, deactivate, invite again; to one, or to the selected ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.granting import rights_of
from apps.accounts.models import User
from apps.accounts.permissions import may_grant
from apps.settings.access import actor_of, caller_of, user_of
from apps.settings.panel import PanelAdmin


def is_invited(user: User) -> bool:
    """Whether the user has neither chosen a password nor ever signed in."""
    return user.is_active and user.last_login is None and not user.has_usable_password()


def status_of(user: User) -> str:
    if is_invited(user):
        return _("Invited")
    return _("Active") if user.is_active else _("Deactivated")


class UserActions(PanelAdmin):
    """The pages and bulk actions; the list and the form are apps.settings.sections.user_accounts.users."""

    def get_urls(self) -> list[URLPattern]:
        pages = {"activate": self.activate_view, "deactivate": self.deactivate_view, "invite": self.invite_view}
        return super().get_urls() + [
            path(f"<int:object_id>/{name}/", self.wrap(require_POST(view)), name=self.name_of(name))
            for name, view in pages.items()
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits a person who may do more than they may themselves."""
        may_edit = super().has_change_permission(request, obj)
        return may_edit and (obj is None or may_grant(caller_of(request), rights_of(obj)))

    def activate_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._act(request, object_id, self._activate, _("%(user)s can sign in again."))

    def deactivate_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._act(request, object_id, self._deactivate, _("%(user)s can no longer sign in."))

    def invite_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._act(request, object_id, self._invite, _("The invitation to %(user)s is on its way."))

    def bulk_activate(self, request: HttpRequest, rows: list[User]) -> str:
        done = self._each(request, rows, self._activate)
        return ngettext("%(count)d user is active.", "%(count)d users are active.", done) % {"count": done}

    def bulk_deactivate(self, request: HttpRequest, rows: list[User]) -> str:
        done = self._each(request, rows, self._deactivate)
        return ngettext("%(count)d user is deactivated.", "%(count)d users are deactivated.", done) % {"count": done}

    def _activate(self, request: HttpRequest, user: User) -> None:
        services.activate_user(user=user, by=actor_of(request), giver=caller_of(request))

    def _deactivate(self, request: HttpRequest, user: User) -> None:
        if user == user_of(request):
            raise ValidationError(_("You cannot deactivate yourself."))
        services.deactivate_user(user=user, by=actor_of(request), giver=caller_of(request))

    def _invite(self, request: HttpRequest, user: User) -> None:
        if not is_invited(user):
            raise Http404
        services.invite_user(user=user, by=actor_of(request))

    def _act(
        self, request: HttpRequest, object_id: int, act: Callable[[HttpRequest, User], None], message: str
    ) -> HttpResponse:
        user = self.find(request, object_id)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if self._each(request, [user], act):
            messages.success(request, message % {"user": user})
        return redirect(self.url_of("changelist"))

    def _each(self, request: HttpRequest, users: list[User], act: Callable[[HttpRequest, User], None]) -> int:
        """Do it to every one that it can be done to, and say of the others why not. Returns how many were done."""
        done = 0
        for user in users:
            try:
                act(request, user)
                done += 1
            except ValidationError as error:
                messages.error(request, f"{user}: {' '.join(error.messages)}")
        return done
