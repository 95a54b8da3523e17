"""Revoking authorizations, and undoing that: one, all of an app or a user, or the selected ones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.modules import EDIT
from apps.connections.models import Authorization
from apps.connections.models.authorization import AuthorizationQuerySet
from apps.connections.models.restorable import UNDO_FOR
from apps.connections.services.revoking import restore_authorizations, revoke_authorizations
from apps.settings.access import account_of, actor_of, require, stepped_up, user_of
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections import confirmation, impact, stopping, undo
from apps.settings.sections.api_connections.confirmation import Question
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name
THIS, APP, USER = "this", "app", "user"


class AuthorizationCuts(PanelAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            *super().get_urls(),
            path("<int:object_id>/revoke/", self.wrap(self.revoke_view), name=self.name_of("revoke")),
            path("<int:object_id>/undo/", self.wrap(self.undo_view), name=self.name_of("undo")),
            path("revoke/", self.wrap(self.revoke_selected_view), name=self.name_of("revoke_selected")),
            path("undo/", self.wrap(self.undo_selected_view), name=self.name_of("undo_selected")),
        ]

    @stepped_up
    def revoke_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """`which`: "this" one, all of its "app", or all of its "user". GET says what will stop, POST revokes."""
        require(request, MODULE, EDIT)
        row = self.find(request, object_id)
        which = request.POST.get("which") or request.GET.get("which") or THIS
        same = {APP: {"consumer": row.consumer_id}, USER: {"user": row.user_id}}
        rows = Authorization.objects.of(account_of(request)).live().filter(**same.get(which, {"pk": row.pk}))
        stops = stopping.of_app(row.consumer, rows) if which == APP else stopping.of_authorizations(rows)
        name = str(row.user) if which == USER else row.consumer.name
        question = revoke_question(asked_of(row, which), stops, name, self.url_of("change", object_id), which)
        return self._revoke(request, rows, question)

    @stepped_up
    def revoke_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        """The same for the selected ones, which are in the URL."""
        require(request, MODULE, EDIT)
        selected = self.selected_rows(request, request.GET)
        if not selected:
            return redirect(self.url_of("changelist"))
        chosen = [row for row in selected if row.is_live] or selected
        rows = Authorization.objects.of(account_of(request)).live().filter(pk__in=[row.pk for row in chosen])
        return self._revoke(request, rows, self._question_about(request, chosen, stopping.of_authorizations(rows)))

    def _question_about(self, request: HttpRequest, chosen: list[Any], stops: impact.Impact) -> Question:
        count = len(chosen)
        words = ngettext("Revoke %(count)d authorization?", "Revoke %(count)d authorizations?", count)
        return revoke_question(words % {"count": count}, stops, str(count)).about(self, request, chosen)

    def _revoke(self, request: HttpRequest, rows: AuthorizationQuerySet, question: Question) -> HttpResponse:
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        now = timezone.now()
        count = revoke_authorizations(authorizations=rows.all(), by=actor_of(request), now=now)
        if not count:
            return self.done(request, revoked(count))
        undo.offer(request, revoked(count), undo.address(self.url_of("undo_selected"), now + UNDO_FOR))
        return self.done(request)

    def undo_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST gives it back with its tokens, while there is time."""
        row = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        return self._undo(request, Authorization.objects.filter(pk=row.pk))

    def undo_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        """The same for all that one deed revoked."""
        if request.method != "POST":
            return redirect(self.url_of("changelist"))
        return self._undo(request, Authorization.objects.cut_together(undo.moment_of(request)))

    def _undo(self, request: HttpRequest, rows: AuthorizationQuerySet) -> HttpResponse:
        require(request, MODULE, EDIT)
        count = restore_authorizations(authorizations=rows.of(account_of(request)), by=actor_of(request))
        undo.say(request, restored(count))
        return self.done(request)

    def cut_context(self, request: HttpRequest, row: Authorization) -> dict[str, Any]:
        """What the panel shows of revoking and undoing."""
        live = Authorization.objects.of(account_of(request)).live()
        return {
            "of_app": stopping.count(live.filter(consumer=row.consumer_id)),
            "of_user": stopping.count(live.filter(user=row.user_id)),
            "most": impact.MOST,
            "may_revoke": self.may(request, EDIT),
            "may_restore": self.may(request, EDIT) and row.is_restorable_by(user_of(request)),
        }


def asked_of(row: Authorization, which: str) -> str:
    if which == APP:
        return _("Revoke everything that users let %(app)s do?") % {"app": row.consumer}
    if which == USER:
        return _("Revoke every app of %(user)s?") % {"user": row.user}
    return _("Revoke what %(user)s lets %(app)s do?") % {"user": row.user, "app": row.consumer}


def revoke_question(asked: str, stops: impact.Impact, name: str, back_url: str = "", which: str = "") -> Question:
    """`name` has to be typed when something is in use."""
    after = [
        _("It takes effect on the very next call."),
        _("For ten minutes you can undo it; then the tokens are gone for good."),
    ]
    fields = (("which", which),) if which else ()
    word = name if stops.is_used else ""
    return Question(_("Revoke"), asked, [*stops.in_words, *after], _("Revoke"), "unlink", word, back_url, fields)


def revoked(count: int) -> str:
    """What to say after revoking `count` authorizations."""
    return ngettext("%(count)d authorization is revoked.", "%(count)d authorizations are revoked.", count) % {
        "count": count
    }


def restored(count: int) -> str:
    """Nothing to say when it was too late."""
    words = ngettext(
        "%(count)d authorization is back, with the tokens that it had.",
        "%(count)d authorizations are back, with the tokens that they had.", count,
    )  # fmt: skip
    return words % {"count": count} if count else ""
