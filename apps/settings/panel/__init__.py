"""The slide-over ModelAdmin: a list, a round "+", and a panel for one record. A section only declares.

    @admin.register(Consumer, site=site)
    class ConsumerAdmin(PanelAdmin):
        section = SECTION                                # navigation.register(Section(…)), once per section
        slug, label, icon = "consumers", _("OAuth consumers"), "circle-help"
        words = Words(add=_("New OAuth consumer"), change=_("OAuth consumer"), added=_("…"), empty_title=_("…"))
        columns = (Column("name", _("Name"), sort="name"), Column("group", _("Group"), value="permission_group"))
        default_sort = "name"
        search_fields = ("name", "client_id")
        filter_form_class = ConsumerFilters
        bulk_actions = (BulkAction("disable", _("Disable"), icon="ban", action=EDIT),)
        form, fields = ConsumerForm, ("name", …)         # a PanelForm

        def rows(self, account): return Consumer.objects.for_list(account)
        def create(self, request, **fields): return create_consumer(by=actor_of(request), **fields, …)
        def update(self, request, row, **fields): return update_consumer(consumer=row, **fields, …)
        def bulk_disable(self, request, rows): …; return _("2 consumers are disabled.")

A list that can grow without end says `counts_all` (its number is kept: apps/common/counting.py), `search_whole` and
`search_key` (what an index finds), and which columns an index `scales`; apps/settings/panel/bounds.py says what becomes
of it. Of what there can be many, a filter takes the name (RecordFilter) and never offers a select of all; a form does
so from MANY on, for the fields that the admin `suggests`.

Whoever selects a whole page may select all that match. Then `rows` are those (`selected_rows`, at most `bulk_at_most`),
and the question says which and how many (`told_of`); a page of its own gives `mark` back with the answer.

A list whose records can be deleted is a RemovableAdmin (apps/settings/panel/removal.py); a number in its form is an
AmountField, in the account's decimal format.

Without `create` there is no "+", without `update` the panel is read-only. What a service raises as ValidationError
lands on the fields. Access follows the section's module: view, add, edit, delete, and reports for the CSV export.
`panel_template` extends "settings/panel.html". More pages of one record are added in `get_urls` with `self.wrap`; they
find it with `self.find` (404 for another account's) and answer with `self.panel` and `self.done`.
"""

from apps.settings.panel.amounts import AmountField
from apps.settings.panel.bulk import BulkAction
from apps.settings.panel.columns import Column
from apps.settings.panel.filters import FilterForm
from apps.settings.panel.forms import PanelForm, PlainForm, PortalForm
from apps.settings.panel.importable import ImportableAdmin
from apps.settings.panel.record import PanelAdmin
from apps.settings.panel.records import RecordFilter
from apps.settings.panel.removal import RemovableAdmin, bulk_delete
from apps.settings.panel.words import Words

__all__ = [
    "AmountField",
    "BulkAction",
    "Column",
    "FilterForm",
    "ImportableAdmin",
    "PanelAdmin",
    "PanelForm",
    "PlainForm",
    "PortalForm",
    "RecordFilter",
    "RemovableAdmin",
    "Words",
    "bulk_delete",
]
