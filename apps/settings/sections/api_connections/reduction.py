"""Reduce to what is used: the page with its preview, for a consumer's group and for what a user agreed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import PermissionGroup
from apps.accounts.modules import EDIT
from apps.connections import reductions
from apps.connections.models import Authorization, Consumer
from apps.connections.services import least_privilege
from apps.settings.access import account_of, actor_of, caller_of, require, stepped_up
from apps.settings.panel import PanelAdmin
from apps.settings.privileges import since
from apps.settings.reducing import ReducingForm, days_of, preview
from apps.settings.sections.api_connections.section import SECTION

MODULE = SECTION.name
NEW, CHANGE = "new", "change"
NAME_LENGTH = 80


class GroupReductionForm(ReducingForm):
    """Besides, which group it is: a new one for this consumer, or its own where nobody else holds that."""

    how = forms.ChoiceField(
        label=gettext_lazy("Permission group"), widget=forms.RadioSelect, initial=NEW,
        choices=[(NEW, gettext_lazy("Make a new group for this consumer")), (CHANGE, gettext_lazy("Change the group"))],
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name of the new group"), max_length=NAME_LENGTH, required=False)

    def __init__(self, *args: Any, is_shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_shared:
            del self.fields["how"]
            self.fields["name"].required = True

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("how", NEW) == NEW)

    def clean(self) -> None:
        if self.is_new and not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", self.fields["name"].error_messages["required"])


def proposed_name(consumer: Consumer) -> str:
    """A name that no group of the account has yet: that of the consumer, or with a number behind it."""
    base = consumer.name[: NAME_LENGTH - 5]
    groups = PermissionGroup.objects.of(consumer.account).filter(name__startswith=base)
    taken = set(groups.values_list("name", flat=True)[:1000])
    numbered = (f"{base} ({number})" for number in range(2, 1003))
    return base if base not in taken else next(name for name in numbered if name not in taken)


class ReductionPage(PanelAdmin):
    """A page that reduces one record, below its panel."""

    def get_urls(self) -> list[URLPattern]:
        reduce = path("<int:object_id>/reduce/", self.wrap(self.reduce_view), name=self.name_of("reduce"))
        return [*super().get_urls(), reduce]

    def reduce_url(self, request: HttpRequest, row: Consumer | Authorization) -> str:
        """Empty for whoever may not."""
        return self.url_of("reduce", row.pk) if self.may(request, EDIT) else ""

    def reduce_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET shows what is taken away and what stays, POST does it."""
        raise Http404


class ConsumerReduction(ReductionPage):
    @stepped_up
    def reduce_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, MODULE, EDIT)
        consumer = self.find(request, object_id)
        consumer.account = account_of(request)
        holders = reductions.other_holders(consumer)
        form = GroupReductionForm(request.POST if request.method == "POST" else None, is_shared=bool(holders),
                                  initial={"name": proposed_name(consumer)})  # fmt: skip
        if form.is_valid() and form.attempt(lambda: self._reduce(request, form, consumer)):
            return self.done(request, _("%(name)s may do what it uses, and no more.") % {"name": consumer.name})
        return self._ask(request, form, consumer, holders)

    def _reduce(self, request: HttpRequest, form: GroupReductionForm, consumer: Consumer) -> None:
        caller, data = caller_of(request), form.cleaned_data
        given = {"consumer": consumer, "since": since(data["days"]), "shown": data["shown"]}
        if form.is_new:
            least_privilege.reduce_to_new_group(**given, name=data["name"], by=caller.actor, giver=caller)
        else:
            least_privilege.reduce_group(**given, by=caller.actor, giver=caller)

    def _ask(
        self, request: HttpRequest, form: GroupReductionForm, consumer: Consumer, holders: reductions.Holders
    ) -> HttpResponse:
        days = days_of(request)
        reduction = reductions.reduction_of_consumer(consumer, since(days))
        context = {
            "form": form, "consumer": consumer, "holders": holders, "back_url": self.url_of("change", consumer.pk),
            "is_young": consumer.created > since(days), **preview(reduction, days),
        }  # fmt: skip
        template, status = "settings/api_connections/reduce.html", 422 if form.is_bound else 200
        return self.panel(request, template, _("Reduce to what is used"), context, status)


class AuthorizationReduction(ReductionPage):
    def reduce_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, MODULE, EDIT)
        row = self.find(request, object_id)
        form = ReducingForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and form.attempt(lambda: self._reduce(request, form, row)):
            return self.done(
                request, _("%(app)s may do for the user what it uses, and no more.") % {"app": row.consumer}
            )
        days = days_of(request)
        reduction = reductions.reduction_of_authorization(row, since(days))
        context = {"form": form, "authorization": row, "back_url": self.url_of("change", row.pk)}
        template, status = "settings/api_connections/reduce_authorization.html", 422 if form.is_bound else 200
        title = _("Reduce to what is used")
        return self.panel(request, template, title, context | preview(reduction, days), status)

    def _reduce(self, request: HttpRequest, form: ReducingForm, row: Authorization) -> None:
        data = form.cleaned_data
        least_privilege.reduce_authorization(
            authorization=row, since=since(data["days"]), shown=data["shown"], by=actor_of(request)
        )
