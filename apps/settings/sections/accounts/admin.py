"""Accounts: what an operator of the installation sees, who belongs to none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.middleware import ENTERED
from apps.accounts.models import Account
from apps.accounts.plan import PLAN_FIELDS
from apps.accounts.services import enter_account, resume_account, suspend_account, update_plan
from apps.settings import navigation
from apps.settings.access import actor_of, caller_of
from apps.settings.panel import Column, FilterForm, PanelAdmin, PortalForm, Words
from apps.settings.site import site

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

SECTION = navigation.register(navigation.Section("accounts", gettext_lazy("Accounts"), icon="building-2"))


STATES = (
    ("", gettext_lazy("All")),
    ("active", pgettext_lazy("account", "Active")),
    ("suspended", gettext_lazy("Suspended")),
)


class AccountFilters(FilterForm):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=STATES)

    def narrow_status(self, rows: QuerySet[Account], value: str) -> QuerySet[Account]:
        return rows.filter(is_active=value == "active")


class PlanForm(PortalForm, AccountForm):
    """The service checks and saves."""

    class Meta:
        model = Account
        fields = PLAN_FIELDS
        labels = {
            "users_limit": gettext_lazy("Most active users"),
            "consumers_limit": gettext_lazy("Most OAuth consumers"),
            "calls_per_month": gettext_lazy("Most calls in a calendar month"),
            "storage_megabytes": gettext_lazy("Most megabytes of files"),
        }

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            update_plan(account=account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


@admin.register(Account, site=site)
class AccountAdmin(PanelAdmin):
    """Only for an operator who is inside no account; `createaccount` makes accounts, so there is no "+"."""

    section = SECTION
    label, icon = gettext_lazy("Accounts"), "building-2"
    words = Words(
        empty_title=gettext_lazy("No accounts yet"),
        empty_text=gettext_lazy("Make the first one on the server: manage.py createaccount"),
        search=gettext_lazy("Search by name or number"),
    )
    columns = (
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("number", gettext_lazy("Number"), lambda account: str(account.number), sort="number", css="numeric"),
        Column("language", gettext_lazy("Language"), lambda account: account.get_language_display(), is_hideable=True),
        Column("status", gettext_lazy("Status"), "is_active", template="settings/accounts/status.html"),
        Column(
            "created", gettext_lazy("Creation date"), "created_at", sort="created_at", is_hideable=True, css="nowrap"
        ),
        Column("users", gettext_lazy("Users"), "user_count", sort="user_count", is_hideable=True, css="numeric"),
    )
    default_sort = "name"
    filter_form_class = AccountFilters
    search_fields = ("name", "number")
    panel_template = "settings/accounts/account_panel.html"

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "suspend": self.suspend_view, "resume": self.resume_view, "enter": self.enter_view, "plan": self.plan_view,
        }  # fmt: skip
        return super().get_urls() + [
            path(f"<int:object_id>/{name}/", self.wrap(require_POST(view)), name=self.name_of(name))
            for name, view in pages.items()
        ]

    def may_open(self, request: HttpRequest) -> bool:
        caller = caller_of(request)
        return caller.user is not None and caller.user.is_operator and caller.account is None

    def may(self, request: HttpRequest, action: str) -> bool:
        return self.may_open(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        return Account.objects.with_user_count()

    def record_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        account: Account = self.find(request, object_id)
        return self._show(request, account, PlanForm(instance=account))

    def _show(self, request: HttpRequest, account: Account, plan: PlanForm, status: int = 200) -> HttpResponse:
        urls = {name: self.url_of(name, account.pk) for name in ("suspend", "resume", "enter", "plan")}
        # Not "account": in the frame that is the one whose page this is, and an operator is in none.
        context = {"shown_account": account, "urls": urls, "plan": plan}
        return self.panel(request, self.panel_template, account.name, context, status)

    def plan_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What the account may have: it counts from the next thing that is made on."""
        account: Account = self.find(request, object_id)
        form = PlanForm(request.POST, instance=account)
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self._show(request, self.find(request, object_id), form, status=422)
        return self.done(request, _("The limits of %(account)s are saved.") % {"account": account})

    def suspend_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        account = self.find(request, object_id)
        suspend_account(account=account, by=actor_of(request))
        return self._back(
            request, _("%(account)s is suspended: nobody and nothing of it gets in.") % {"account": account}
        )

    def resume_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        account = self.find(request, object_id)
        resume_account(account=account, by=actor_of(request))
        return self._back(request, _("%(account)s is open again.") % {"account": account})

    def _back(self, request: HttpRequest, message: str) -> HttpResponse:
        messages.success(request, message)
        return redirect(self.url_of("changelist"))

    def enter_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Go inside: from here on everything is done in this account, as its owner could, and recorded there."""
        account = self.find(request, object_id)
        enter_account(account=account, by=actor_of(request))
        request.session[ENTERED] = account.pk
        return redirect("settings:index")
