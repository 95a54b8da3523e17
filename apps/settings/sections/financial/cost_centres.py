"""Tab 4, Cost centres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.company.models import CostCentre
from apps.company.services.cost_centres import create_cost_centre, delete_cost_centres, update_cost_centre
from apps.settings.access import account_of, actor_of
from apps.settings.panel import Column, PanelForm, RemovableAdmin, Words, bulk_delete
from apps.settings.sections.financial.section import SECTION
from apps.settings.sections.financial.states import StatusFilters
from apps.settings.templatetags.numbers import number

REMOVE = gettext_lazy(
    "It cannot be brought back. Work orders that name it keep its name. While there is no cost centre at all, work "
    "orders take any text for one."
)


class CostCentreForm(PanelForm):
    class Meta:
        model = CostCentre
        fields = ("code", "name", "active")
        labels = {
            "code": gettext_lazy("Code"),
            "name": gettext_lazy("Name"),
            "active": gettext_lazy("Active"),
        }
        help_texts = {"active": gettext_lazy("Only an active one can be given to work orders.")}


class CostCentreAdmin(RemovableAdmin):
    section = SECTION
    slug, label, icon = "cost-centres", gettext_lazy("Cost centres"), "landmark"
    words = Words(
        add=gettext_lazy("New cost centre"),
        change=gettext_lazy("Cost centre"),
        added=gettext_lazy("The cost centre is created."),
        changed=gettext_lazy("The cost centre is saved."),
        empty_title=gettext_lazy("No cost centres yet"),
        empty_text=gettext_lazy("While there are none, work orders take any text as their cost centre."),
        search=gettext_lazy("Search by code or name"),
        remove=REMOVE,
    )
    columns = (
        Column("code", gettext_lazy("Code"), sort="code", tie="", css="mono"),
        Column("name", gettext_lazy("Name"), sort="name", tie=""),
        Column(
            "active", gettext_lazy("Status"), sort="active", is_hideable=True,
            template="settings/financial/active.html",
        ),
    )  # fmt: skip
    default_sort = "code"
    search_fields = ("code", "name")
    filter_form_class = StatusFilters
    bulk_actions = (bulk_delete(REMOVE),)
    form, fields = CostCentreForm, ("code", "name", "active")

    def create(self, request: HttpRequest, **fields: Any) -> CostCentre:
        return create_cost_centre(account=account_of(request), by=actor_of(request), **fields)

    def update(self, request: HttpRequest, row: CostCentre, **fields: Any) -> CostCentre:
        return update_cost_centre(cost_centre=row, by=actor_of(request), **fields)

    def remove(self, request: HttpRequest, rows: Sequence[CostCentre]) -> None:
        delete_cost_centres(cost_centres=rows, by=actor_of(request))

    def removed_words(self, count: int) -> str:
        words = ngettext("%(count)s cost centre is deleted.", "%(count)s cost centres are deleted.", count)
        return words % {"count": number(count)}

    def title_of(self, row: CostCentre) -> str:
        return row.name
