"""What the list of entries shows and says, and what can be done to several of them."""

from django.utils.translation import gettext_lazy

from apps.accounts.modules import DELETE
from apps.company.models import CatalogEntry
from apps.settings.panel import BulkAction, Column, Words

NAMES = ("name_es", "name_en", "name_pt_br")


def catalog_of(entry: CatalogEntry) -> str:
    return str(entry.catalog)


WORDS = Words(
    add=gettext_lazy("New entry"),
    change=gettext_lazy("Entry"),
    added=gettext_lazy("The entry is created."),
    changed=gettext_lazy("The entry is saved."),
    empty_title=gettext_lazy("No entries yet"),
    empty_text=gettext_lazy("As long as a catalog is empty, any text is accepted where it is used."),
    search=gettext_lazy("Search by code or name"),
)
COLUMNS = (
    Column("code", gettext_lazy("Code"), sort="code", css="mono"),
    Column("name_es", gettext_lazy("Name in Spanish"), sort="name_es", is_hideable=True),
    Column("name_en", gettext_lazy("Name in English"), sort="name_en", is_hideable=True),
    Column("name_pt_br", gettext_lazy("Name in Portuguese"), sort="name_pt_br", is_hideable=True),
    Column("catalog", gettext_lazy("Catalog"), catalog_of, is_hideable=True),
    Column("order", gettext_lazy("Order"), sort="order", is_hideable=True, css="numeric"),
    Column(
        "is_active", gettext_lazy("Active"), sort="is_active", is_hideable=True,
        template="settings/auxiliary_catalogs/entry_active.html",
    ),
)  # fmt: skip
BULK_ACTIONS = (
    BulkAction("activate", gettext_lazy("Activate"), icon="power"),
    BulkAction("deactivate", gettext_lazy("Deactivate"), icon="ban"),
    BulkAction(
        "delete",
        gettext_lazy("Delete"),
        icon="trash-2",
        action=DELETE,
        confirm=gettext_lazy("Entries that nothing holds are deleted and cannot be brought back. The others stay."),
        is_danger=True,
    ),
)
