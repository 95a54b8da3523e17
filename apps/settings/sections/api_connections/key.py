"""Tab 1, API Connection: the account's key pair."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.modules import ADD, DELETE, EDIT
from apps.connections.models import ApiKey
from apps.connections.services import api_keys
from apps.connections.services.secrets import NewSecret, TooManySecrets
from apps.settings.access import account_of, actor_of, require, stepped_up, user_of
from apps.settings.sections.api_connections import (
    confirmation,
    key_words,
    programs,
    rotation,
    shown_once,
    stopping,
)
from apps.settings.sections.api_connections.activity import KeyActivityPages
from apps.settings.sections.api_connections.expiry import ExpiryForm
from apps.settings.sections.api_connections.rotation import RotationForm, secret_rows
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name


class KeyPage(KeyActivityPages):
    section = SECTION
    slug, label, icon = "key", gettext_lazy("API Connection"), "plug"
    url_name = "api_connections_key"
    template_name = "settings/api_connections/key.html"

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "create": self.create_view,
            "reveal": self.reveal_view,
            "rotate": self.rotate_view,
            "end-old": self.end_old_view,
            "delete": self.delete_view,
        }
        return super().get_urls() + [
            path(f"{name}/", self.wrap(view), name=f"{self.url_name}_{name.replace('-', '_')}")
            for name, view in pages.items()
        ]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        api_key = self.api_key_of(request)
        more = self._about(request, api_key) if api_key else {"new_form": ExpiryForm(account=account_of(request))}
        return {**super().context(request), "api_key": api_key, **more, **self.activity_of(request, api_key)}

    def _about(self, request: HttpRequest, api_key: ApiKey) -> dict[str, Any]:
        secrets = secret_rows(api_key.live_secrets)  # type: ignore[attr-defined]
        return {"secrets": secrets, **programs.of_api_key(api_key, account_of(request))}

    def api_key_of(self, request: HttpRequest) -> Any:
        return ApiKey.objects.of(account_of(request)).with_live_secrets().first()

    def find(self, request: HttpRequest) -> Any:
        """The account's key pair, or 404 when it has none."""
        api_key = self.api_key_of(request)
        if api_key is None:
            raise Http404
        return api_key

    @stepped_up
    def create_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST makes the pair; its secret is in this answer and in no other."""
        require(request, MODULE, ADD)
        if request.method != "POST":
            return redirect(self.url)
        form = ExpiryForm(request.POST, account=account_of(request))
        made = self._create(request, form) if form.is_valid() else None
        if made is None:
            return self._refuse(request, form)
        return self.panel(request, shown_once.TEMPLATE, _("Your API key"), shown_once.of_api_key(made))

    def _create(self, request: HttpRequest, form: ExpiryForm) -> NewSecret[ApiKey] | None:
        """The pair; None when `form` says what was refused."""
        who: dict[str, Any] = {"by": actor_of(request), "user": user_of(request)}
        try:
            return api_keys.create_api_key(account=account_of(request), **who, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
            return None

    def _refuse(self, request: HttpRequest, form: ExpiryForm) -> HttpResponse:
        if form.has_error("secret_expires"):
            return self.render(request, status=422, new_form=form)
        return self.done(request, " ".join(map(str, form.non_field_errors())))

    @stepped_up
    def reveal_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST shows the current secret again, and that goes on the record."""
        require(request, MODULE, EDIT)
        if request.method != "POST":
            return redirect(self.url)
        return self.render(
            request, revealed=api_keys.reveal_api_secret(api_key=self.find(request), by=actor_of(request))
        )

    @stepped_up
    def rotate_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET asks for the overlap, POST makes the secret and shows it, in this answer and in no other."""
        require(request, MODULE, EDIT)
        api_key = self.find(request)
        stops = stopping.of_api_key(account_of(request), api_key)
        form = RotationForm.of(request, word=key_words.word_of(api_key, stops))
        if not form.is_valid():
            return self._ask_rotation(request, form, rotation.told(api_key, stops))
        try:
            made = api_keys.rotate_api_secret(
                api_key=api_key, by=actor_of(request), user=user_of(request), **form.chosen
            )
        except (TooManySecrets, ValidationError) as error:
            form.refuse_with(error)
            return self._ask_rotation(request, form, rotation.told(api_key, stops))
        return self.panel(request, shown_once.TEMPLATE, _("Your new API secret"), shown_once.of_api_key(made))

    def _ask_rotation(self, request: HttpRequest, form: RotationForm, told: dict[str, Any]) -> HttpResponse:
        title, context = _("Rotate the API secret"), {"form": form, "is_editable": False, **told}
        template = "settings/api_connections/rotate.html"
        return self.panel(request, template, title, context, status=422 if form.is_bound else 200)

    @stepped_up
    def end_old_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says when the old secret was last used, POST ends it."""
        require(request, MODULE, DELETE)
        api_key = self.find(request)
        if not rotation.has_old_secret(api_key):
            return redirect(self.url)
        question = rotation.end_question(api_key, api_key.key[-4:])
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        api_keys.end_old_api_secret(api_key=api_key, by=actor_of(request))
        return self.done(request, _("The old secret no longer works."))

    @stepped_up
    def delete_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says what will stop, POST deletes the pair."""
        require(request, MODULE, DELETE)
        api_key = self.find(request)
        question = key_words.delete_question(api_key, stopping.of_api_key(account_of(request), api_key))
        form = question.answer(request)
        if not form.is_valid():
            return confirmation.ask(self, request, question, form)
        api_keys.delete_api_key(api_key=api_key, by=actor_of(request))
        return self.done(request, _("The key pair is deleted."))
