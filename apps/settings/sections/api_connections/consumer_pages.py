"""What else the panel of a consumer can do with its secrets: rotate, and end the old one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from apps.accounts.modules import DELETE, EDIT
from apps.connections.models import Consumer
from apps.connections.services import consumer_secrets
from apps.connections.services.secrets import TooManySecrets
from apps.settings.access import account_of, actor_of, require, stepped_up, user_of
from apps.settings.panel import PanelAdmin
from apps.settings.sections.api_connections import confirmation, impact, rotation, shown_once, stopping
from apps.settings.sections.api_connections.rotation import RotationForm
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name


class ConsumerPages(PanelAdmin):
    def get_urls(self) -> list[URLPattern]:
        pages = {"rotate": self.rotate_view, "end-old": self.end_old_view}
        of_one = [
            path(f"<int:object_id>/{word}/", self.wrap(view), name=self.name_of(word.replace("-", "_")))
            for word, view in pages.items()
        ]
        return [*super().get_urls(), *of_one]

    @stepped_up
    def rotate_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET asks for the overlap, POST makes the secret and shows it, in this answer and in no other."""
        require(request, MODULE, EDIT)
        consumer = self._find_with_secrets(request, object_id)
        stops = stopping.of_consumers(account_of(request), [consumer])
        form = RotationForm.of(request, word=consumer.name if stops.is_used else "")
        if not form.is_valid():
            return self._ask_rotation(request, form, consumer, stops)
        try:
            made = consumer_secrets.rotate_secret(
                consumer=consumer, by=actor_of(request), user=user_of(request), **form.chosen
            )
        except (TooManySecrets, ValidationError) as error:
            form.refuse_with(error)
            return self._ask_rotation(request, form, consumer, stops)
        return self.panel(request, shown_once.TEMPLATE, _("The new secret"), shown_once.of_consumer(made))

    def _find_with_secrets(self, request: HttpRequest, object_id: int) -> Any:
        consumer = self.find(request, object_id)
        if not consumer.has_secrets:
            raise Http404
        return consumer

    def _ask_rotation(
        self, request: HttpRequest, form: RotationForm, consumer: Consumer, stops: impact.Impact
    ) -> HttpResponse:
        back_url = self.url_of("change", consumer.pk)
        context = {"form": form, "name": consumer.name, "back_url": back_url, **rotation.told(consumer, stops)}
        template, status = "settings/api_connections/rotate.html", 422 if form.is_bound else 200
        return self.panel(request, template, _("Rotate the secret"), context, status)

    @stepped_up
    def end_old_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET says when the old secret was last used, POST ends it."""
        require(request, MODULE, DELETE)
        consumer = self._find_with_secrets(request, object_id)
        if not rotation.has_old_secret(consumer):
            return redirect(self.url_of("change", object_id))
        question = rotation.end_question(consumer, consumer.name, back_url=self.url_of("change", object_id))
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        consumer_secrets.end_old_secret(consumer=consumer, by=actor_of(request))
        return self.done(request, _("The old secret of %(name)s no longer works.") % {"name": consumer.name})
