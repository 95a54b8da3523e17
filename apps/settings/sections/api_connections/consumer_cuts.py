"""Cutting consumers off: disable, enable, undo, delete; one of them, or the selected ones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from apps.accounts.modules import DELETE, EDIT
from apps.connections.models import Consumer
from apps.connections.services import consumers, enabling
from apps.settings.access import account_of, actor_of, require, stepped_up
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections import confirmation, consumer_words, stopping, undo
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name


class ConsumerCuts(PanelAdmin):
    """The pages of one consumer at `<number>/<word>/`; of the selected ones, which are in the URL, at `<word>/`."""

    def get_urls(self) -> list[URLPattern]:
        of_one = {
            "disable": self.disable_view,
            "enable": self.enable_view,
            "undo": self.undo_view,
            "delete": self.deletion_view,
        }
        of_several = {
            "disable": ("disable_selected", self.disable_selected_view),
            "delete": ("delete_selected", self.delete_selected_view),
            "undo": ("undo_selected", self.undo_selected_view),
        }
        return [
            *super().get_urls(),
            *(
                path(f"<int:object_id>/{word}/", self.wrap(view), name=self.name_of(word))
                for word, view in of_one.items()
            ),
            *(path(f"{word}/", self.wrap(view), name=self.name_of(name)) for word, (name, view) in of_several.items()),
        ]

    def disable_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._disable(request, [self.find(request, object_id)])

    def disable_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        rows = self.selected_rows(request, request.GET)
        enabled = [row for row in rows if row.is_enabled]
        return self._disable(request, enabled or rows) if rows else redirect(self.url_of("changelist"))

    def _disable(self, request: HttpRequest, rows: list[Consumer]) -> HttpResponseBase:
        """GET says what will stop, POST disables those that are enabled, and offers to undo it."""
        require(request, MODULE, EDIT)
        enabled = [row for row in rows if row.is_enabled]
        question = consumer_words.disable_question(
            rows, stopping.of_consumers(account_of(request), enabled), self._back_url(rows)
        ).about(self, request, rows)
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        disabled = enabling.disable_consumers(consumers=enabled, by=actor_of(request))
        return self._disabled(request, disabled)

    def _disabled(self, request: HttpRequest, disabled: list[Consumer]) -> HttpResponse:
        until = disabled[0].restorable_until if disabled else None
        if until is None:
            return self.done(request, consumer_words.disabled(disabled))
        undo.offer(request, consumer_words.disabled(disabled), undo.address(self.url_of("undo_selected"), until))
        return self.done(request)

    def undo_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST lets the consumer in again with its tokens, while there is time."""
        row = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        return self._undo(request, [row])

    def undo_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        """The same for all that one deed disabled."""
        if request.method != "POST":
            return redirect(self.url_of("changelist"))
        together = Consumer.objects.of(account_of(request)).cut_together(undo.moment_of(request))
        return self._undo(request, list(together))

    def _undo(self, request: HttpRequest, rows: list[Consumer]) -> HttpResponseBase:
        require(request, MODULE, EDIT)
        restored = enabling.restore_consumers(consumers=rows, by=actor_of(request))
        undo.say(request, consumer_words.restored(restored))
        return self.done(request)

    def enable_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """POST lets the consumer in again, with no tokens."""
        require(request, MODULE, EDIT)
        consumer = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        enabling.enable_consumer(consumer=consumer, by=actor_of(request))
        return self.done(request, _("%(name)s is enabled.") % {"name": consumer.name})

    @stepped_up
    def deletion_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._delete(request, [self.find(request, object_id)])

    @stepped_up
    def delete_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        rows = self.selected_rows(request, request.GET)
        return self._delete(request, rows) if rows else redirect(self.url_of("changelist"))

    def _delete(self, request: HttpRequest, rows: list[Consumer]) -> HttpResponseBase:
        """GET says what will stop, POST deletes."""
        require(request, MODULE, DELETE)
        stops = stopping.of_consumers(account_of(request), rows)
        question = consumer_words.delete_question(rows, stops, self._back_url(rows)).about(self, request, rows)
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        consumers.delete_consumers(consumers=rows, by=actor_of(request))
        return self.done(request, consumer_words.deleted(rows))

    def _back_url(self, rows: list[Consumer]) -> str:
        """The panel that the question was opened from; the list, when it is about several."""
        return self.url_of("change", rows[0].pk) if len(rows) == 1 else ""
