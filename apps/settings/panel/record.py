"""The panel: the admin's own add and change views, whose fields go through a service function."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Field, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from apps.settings.access import account_of, has_stepped_up, step_up
from apps.settings.navigation import Text
from apps.settings.panel import answers
from apps.settings.panel.bulk import MATCHING
from apps.settings.panel.context import with_parameters
from apps.settings.panel.forms import PanelForm
from apps.settings.panel.listing import ListAdmin
from apps.settings.panel.records import RecordFilter


class PanelAdmin(ListAdmin):
    """A list, a round "+", and a panel for one record. `apps.settings.panel` says how a section declares it."""

    form = PanelForm
    panel_template = "settings/panel.html"
    saves_after_step_up: ClassVar[bool] = False
    """Whether a Save needs the password again; looking never does."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.wrap(self.changelist_view), name=self.name_of("changelist")),
            *self._suggest_urls(),
            path("export/", self.wrap(self.export_view), name=self.name_of("export")),
            *([path("add/", self.wrap(self.add_view), name=self.name_of("add"))] if self.create else []),
            path("<int:object_id>/", self.wrap(self.record_view), name=self.name_of("change")),
        ]

    def _suggest_urls(self) -> list[URLPattern]:
        fields = self.filter_form_class.base_fields.values() if self.filter_form_class else ()
        if not self.suggests and not any(isinstance(field, RecordFilter) for field in fields):
            return []
        return [path("suggest/", self.wrap(self.suggest_view), name=self.name_of("suggest"))]

    def record_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self.change_view(request, str(object_id))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Like `find`; what is not there answers 404 before anything else is asked."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and self.saves_after_step_up and not has_stepped_up(request):
            return step_up(request)
        return super().changeform_view(request, *args, **kwargs)

    # The form: plain widgets, of another table only the rows of this account, and no saving of its own.

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # A class of this request's own: one below it would read every field of the model again.
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.admin, form.request = self, request
        return form

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        related: Any = db_field.remote_field.model if db_field.remote_field else None
        if related is not None and hasattr(related._default_manager, "of"):
            kwargs["queryset"] = related._default_manager.of(account_of(request))
        return db_field.formfield(**kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing: a link must not fill in a form in somebody else's name."""
        return {}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.result

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The service has saved it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has saved it."""

    # The record is the transactions log, which the services write: the admin's own log stays empty.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return ""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    # The answers: alone for htmx, in the frame for everybody else.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        super().render_change_form(request, context, *args, **kwargs)
        row = kwargs.get("obj")
        context |= {"form": context["adminform"].form, "form_url": request.path}
        context["is_editable"] = context["has_change_permission" if row else "has_add_permission"]
        context |= self.panel_context(request, row)
        title = self.title_of(row) if row else self.words.add
        return self.panel(request, self.panel_template, title, context, 422 if request.method == "POST" else 200)

    def title_of(self, row: Any) -> Text:
        return self.words.change

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the panel's template needs besides the form; `row` is None for a new record."""
        return {}

    def panel(
        self, request: HttpRequest, template: str, title: Text, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """`template` as the answer; see answers.panel for what `context` may hold."""
        list_url = self.list_url(request)
        return answers.panel(request, template, title=title, list_url=list_url, context=context, status=status)

    def list_url(self, request: HttpRequest) -> str:
        """The list, as it was searched and filtered where that is known."""
        url = self.url_of("changelist")
        return f"{url}{with_parameters(request, **{MATCHING: None})}".rstrip("?") if MATCHING in request.GET else url

    def done(self, request: HttpRequest, message: Text = "") -> HttpResponse:
        """Close the panel and show the list anew, with `message`."""
        return answers.done(request, message, list_url=self.list_url(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.done(request, self.words.added)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return self.done(request, self.words.changed)
