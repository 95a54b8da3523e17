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
from apps.connections.services.secrets import TooManySecrets
from apps.settings.access import account_of, actor_of, require, stepped_up, user_of
from apps.settings.page import Page
from apps.settings.sections.api_connections import confirmation, shown_once
from apps.settings.sections.api_connections.confirmation import ConfirmationForm
from apps.settings.sections.api_connections.rotation import RotationForm, secret_rows
from apps.settings.sections.api_connections.samples import samples
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name


class KeyPage(Page):
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
        more = {"secrets": secret_rows(api_key.live_secrets), "samples": samples(api_key.key)} if api_key else {}
        return {**super().context(request), "api_key": api_key, **more}

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
        try:
            made = api_keys.create_api_key(account=account_of(request), by=actor_of(request), user=user_of(request))
        except ValidationError as error:
            return self.done(request, " ".join(error.messages))
        return self.panel(request, shown_once.TEMPLATE, _("Your API key"), shown_once.of_api_key(made))

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
        require(request, MODULE, EDIT)
        api_key = self.find(request)
        form = RotationForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._ask_rotation(request, form)
        try:
            made = api_keys.rotate_api_secret(
                api_key=api_key, overlap=form.overlap_time, by=actor_of(request), user=user_of(request)
            )
        except TooManySecrets:
            form.refuse_a_third()
            return self._ask_rotation(request, form)
        return self.panel(request, shown_once.TEMPLATE, _("Your new API secret"), shown_once.of_api_key(made))

    def _ask_rotation(self, request: HttpRequest, form: RotationForm) -> HttpResponse:
        title, context = _("Rotate the API secret"), {"form": form, "is_editable": False}
        template = "settings/api_connections/rotate.html"
        return self.panel(request, template, title, context, status=422 if form.is_bound else 200)

    @stepped_up
    def end_old_view(self, request: HttpRequest) -> HttpResponseBase:
        require(request, MODULE, DELETE)
        if request.method != "POST":
            return redirect(self.url)
        api_keys.end_old_api_secret(api_key=self.find(request), by=actor_of(request))
        return self.done(request, _("The old secret no longer works."))

    @stepped_up
    def delete_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says what will stop, POST deletes the pair."""
        require(request, MODULE, DELETE)
        api_key = self.find(request)
        is_in_use = any(secret.last_used_at for secret in api_key.live_secrets)
        form = ConfirmationForm(request.POST if request.method == "POST" else None, word=api_key.key[-4:] * is_in_use)
        if not form.is_valid():
            return self._ask_deletion(request, form, api_key)
        api_keys.delete_api_key(api_key=api_key, by=actor_of(request))
        return self.done(request, _("The key pair is deleted."))

    def _ask_deletion(self, request: HttpRequest, form: ConfirmationForm, api_key: Any) -> HttpResponse:
        context = {
            "form": form,
            "question": _("Delete the API key %(key)s?") % {"key": api_key.key},
            "consequences": [
                _("Every program that signs its requests with this key is refused from the next request on."),
                _("It cannot be brought back: a new pair has another key and another secret."),
            ],
            "uses": secret_rows(api_key.live_secrets),
        }
        return self.panel(
            request, confirmation.TEMPLATE, _("Delete the key pair"), context, status=422 if form.is_bound else 200
        )
