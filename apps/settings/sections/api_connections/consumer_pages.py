"""What else the panel of a consumer can do: rotate its secret, end the old one, disable, enable, delete."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from apps.accounts.modules import DELETE, EDIT
from apps.connections.models import Consumer
from apps.connections.services import consumers
from apps.connections.services.secrets import TooManySecrets
from apps.settings.access import actor_of, require, stepped_up, user_of
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections import confirmation, deletion, shown_once
from apps.settings.sections.api_connections.confirmation import ConfirmationForm
from apps.settings.sections.api_connections.rotation import RotationForm
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name


class ConsumerPages(PanelAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = {
            "rotate": self.rotate_view,
            "end-old": self.end_old_view,
            "disable": self.disable_view,
            "enable": self.enable_view,
            "delete": self.deletion_view,
        }
        of_one = [
            path(f"<int:object_id>/{word}/", self.wrap(view), name=self.name_of(word.replace("-", "_")))
            for word, view in pages.items()
        ]
        of_selected = path("delete/", self.wrap(self.delete_selected_view), name=self.name_of("delete_selected"))
        return [*super().get_urls(), *of_one, of_selected]

    @stepped_up
    def rotate_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET asks for the overlap, POST makes the secret and shows it, in this answer and in no other."""
        require(request, MODULE, EDIT)
        consumer = self._find_with_secrets(request, object_id)
        form = RotationForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask_rotation(request, form, consumer)
        try:
            made = consumers.rotate_secret(
                consumer=consumer, overlap=form.overlap_time, by=actor_of(request), user=user_of(request)
            )
        except TooManySecrets:
            form.refuse_a_third()
            return self._ask_rotation(request, form, consumer)
        return self.panel(request, shown_once.TEMPLATE, _("The new secret"), shown_once.of_consumer(made))

    def _find_with_secrets(self, request: HttpRequest, object_id: int) -> Any:
        consumer = self.find(request, object_id)
        if not consumer.has_secrets:
            raise Http404
        return consumer

    def _ask_rotation(self, request: HttpRequest, form: RotationForm, consumer: Consumer) -> HttpResponse:
        context = {"form": form, "name": consumer.name, "back_url": self.url_of("change", consumer.pk)}
        template, status = "settings/api_connections/rotate.html", 422 if form.is_bound else 200
        return self.panel(request, template, _("Rotate the secret"), context, status)

    @stepped_up
    def end_old_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, MODULE, DELETE)
        consumer = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        consumers.end_old_secret(consumer=consumer, by=actor_of(request))
        return self.done(request, _("The old secret of %(name)s no longer works.") % {"name": consumer.name})

    def disable_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, MODULE, EDIT)
        consumer = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        consumers.disable_consumer(consumer=consumer, by=actor_of(request))
        return self.done(request, _("%(name)s is disabled; its tokens have ended.") % {"name": consumer.name})

    def enable_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, MODULE, EDIT)
        consumer = self.find(request, object_id)
        if request.method != "POST":
            return redirect(self.url_of("change", object_id))
        consumers.enable_consumer(consumer=consumer, by=actor_of(request))
        return self.done(request, _("%(name)s is enabled.") % {"name": consumer.name})

    @stepped_up
    def deletion_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._delete(request, [self.find(request, object_id)])

    @stepped_up
    def delete_selected_view(self, request: HttpRequest) -> HttpResponseBase:
        """The selection is in the URL, of the question as of the answer."""
        rows = self.selected_rows(request, request.GET)
        return self._delete(request, rows) if rows else redirect(self.url_of("changelist"))

    def _delete(self, request: HttpRequest, rows: list[Consumer]) -> HttpResponseBase:
        """GET says what will stop, POST deletes."""
        require(request, MODULE, DELETE)
        stopping = deletion.what_stops(rows)
        form = ConfirmationForm(request.POST if request.method == "POST" else None, word=deletion.word_for(stopping))
        if not form.is_valid():
            return self._ask_deletion(request, form, stopping)
        for consumer in rows:
            consumers.delete_consumer(consumer=consumer, by=actor_of(request))
        return self.done(request, deletion.deleted(rows))

    def _ask_deletion(
        self, request: HttpRequest, form: ConfirmationForm, stopping: list[deletion.Stopping]
    ) -> HttpResponse:
        only = stopping[0].consumer if len(stopping) == 1 else None
        context = {
            "form": form,
            "form_url": request.get_full_path(),
            "question": deletion.question(stopping),
            "consequences": [deletion.in_words(one) for one in stopping],
            "back_url": self.url_of("change", only.pk) if only else "",
        }
        title = _("Delete the OAuth consumer") if only else _("Delete OAuth consumers")
        return self.panel(request, confirmation.TEMPLATE, title, context, status=422 if form.is_bound else 200)
