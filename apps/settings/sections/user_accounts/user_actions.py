"""What is done to a user besides editing: activate, deactivate, invite again, take the invitation back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.granting import rights_of
from apps.accounts.models import User
from apps.accounts.modules import EDIT
from apps.accounts.permissions import may_grant
from apps.settings.access import actor_of, caller_of, require, stepped_up, user_of
from apps.settings.panel import PanelAdmin, reasons
from apps.settings.panel.bulk import MARK, changed_words
from apps.settings.sections.user_accounts import stopping
from apps.settings.sections.user_accounts.ways_in import forget_sign_on, reset_two_step
from apps.settings.templatetags.numbers import number


class UserActions(PanelAdmin):
    """The pages and bulk actions; the list and the form are apps.settings.sections.user_accounts.users."""

    pages: ClassVar[tuple[str, ...]] = (
        "activate",
        "deactivate",
        "invite",
        "revoke_invitation",
        "reset_two_step",
        "forget_sign_on",
    )

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponseBase]] = {
            "activate": require_POST(self.activate_view),
            "deactivate": self.deactivate_view,
            "invite": require_POST(self.invite_view),
            "revoke_invitation": require_POST(self.revoke_invitation_view),
            "reset_two_step": require_POST(partial(reset_two_step, self)),
            "forget_sign_on": require_POST(partial(forget_sign_on, self)),
        }
        of_one = [
            path(f"<int:object_id>/{name.replace('_', '-')}/", self.wrap(view), name=self.name_of(name))
            for name, view in views.items()
        ]
        of_selected = path(
            "deactivate/", self.wrap(self.deactivate_selected_view), name=self.name_of("deactivate_selected")
        )
        return [*super().get_urls(), *of_one, of_selected]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits a person who may do more than they may themselves."""
        may_edit = super().has_change_permission(request, obj)
        return may_edit and (obj is None or may_grant(caller_of(request), rights_of(obj)))

    def activate_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self.act(request, object_id, self._activate, _("%(user)s can sign in again."))

    def invite_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self.act(request, object_id, self._invite, _("The invitation to %(user)s is on its way."))

    @stepped_up
    def revoke_invitation_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """The user goes with the invitation: nothing was ever done under that name."""
        return self.act(request, object_id, self._revoke_invitation, _("The invitation to %(user)s is taken back."))

    def deactivate_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET says what stops, POST deactivates."""
        user = self.find(request, object_id)
        self._require_change(request, user)
        if request.method == "POST":
            return self.act(request, object_id, self._deactivate, _("%(user)s can no longer sign in."))
        return self._ask(request, [user], back_url=self.url_of("change", user.pk))

    def deactivate_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        """The same for several; the selection is in the URL, of the question as of the answer."""
        require(request, self.section.name, EDIT)
        rows = self.selected_rows(request, request.GET)
        if not rows:
            return redirect(self.url_of("changelist"))
        mark = self.mark(request, rows)
        if request.method != "POST" or request.POST.get(MARK, "") != mark:
            return self._ask(request, rows, mark=mark)
        done = reasons.each(request, rows, self._deactivate)
        words = ngettext("%(count)s user is deactivated.", "%(count)s users are deactivated.", done)
        return self.done(request, words % {"count": number(done)} if done else "")

    def _ask(self, request: HttpRequest, users: list[User], back_url: str = "", mark: str = "") -> HttpResponseBase:
        changed = changed_words() if request.method == "POST" else ""
        context = {
            "question": stopping.question(users),
            "consequences": [*self.told_of(request), *stopping.consequences(users)],
            "form_url": request.get_full_path(),
            "back_url": back_url,
            "mark": mark,
            "changed": changed,
        }
        template, status = "settings/user_accounts/deactivate.html", 422 if changed else 200
        return self.panel(request, template, _("Deactivate"), context, status)

    def bulk_activate(self, request: HttpRequest, rows: list[User]) -> str:
        done = reasons.each(request, rows, self._activate)
        return ngettext("%(count)d user is active.", "%(count)d users are active.", done) % {"count": done}

    def bulk_invite(self, request: HttpRequest, rows: list[User]) -> str:
        done = reasons.each(request, rows, self._invite)
        return ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", done) % {
            "count": done
        }

    def _activate(self, request: HttpRequest, user: User) -> None:
        services.activate_user(user=user, by=actor_of(request), giver=caller_of(request))

    def _deactivate(self, request: HttpRequest, user: User) -> None:
        if user == user_of(request):
            raise ValidationError(_("You cannot deactivate yourself."))
        services.deactivate_user(user=user, by=actor_of(request), giver=caller_of(request))

    def _invite(self, request: HttpRequest, user: User) -> None:
        services.invite_user(user=user, by=actor_of(request), giver=caller_of(request))

    def _revoke_invitation(self, request: HttpRequest, user: User) -> None:
        services.revoke_invitation(user=user, by=actor_of(request), giver=caller_of(request))

    def _require_change(self, request: HttpRequest, user: User) -> None:
        if not self.has_change_permission(request, user):
            raise PermissionDenied

    def act(self, request: HttpRequest, object_id: int, act: reasons.Act, message: str) -> HttpResponseBase:
        user = self.find(request, object_id)
        self._require_change(request, user)
        done = reasons.each(request, [user], act)
        return self.done(request, message % {"user": user} if done else "")
