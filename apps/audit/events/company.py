"""What happens to what the company configures."""

from django.utils.translation import gettext_lazy

from apps.audit.events.event import Event

EVENTS: dict[str, Event] = {
    "auxiliary_catalogs.entry_created": Event("add", gettext_lazy("The catalog entry %(target)s was created.")),
    "auxiliary_catalogs.entry_changed": Event("edit", gettext_lazy("The catalog entry %(target)s was changed.")),
    "auxiliary_catalogs.entry_deleted": Event("delete", gettext_lazy("The catalog entry %(target)s was deleted.")),
    "auxiliary_catalogs.catalog_closed": Event(
        "switch", gettext_lazy("Only the entries of the catalog %(target)s are accepted from now on.")
    ),
    "auxiliary_catalogs.catalog_opened": Event(
        "switch", gettext_lazy("The catalog %(target)s accepts other values too from now on.")
    ),
    "guest_portal.portal_changed": Event("edit", gettext_lazy("The form of the guest portal was changed.")),
    "guest_portal.portal_opened": Event("switch", gettext_lazy("The guest portal was opened.")),
    "guest_portal.portal_closed": Event("switch", gettext_lazy("The guest portal was closed.")),
    "guest_portal.link_reset": Event("rotate", gettext_lazy("The link of the guest portal was reset.")),
    "financial.settings_changed": Event("edit", gettext_lazy("The currency or the format of amounts was changed.")),
    "financial.tax_created": Event("add", gettext_lazy("The tax %(target)s was created.")),
    "financial.tax_changed": Event("edit", gettext_lazy("The tax %(target)s was changed.")),
    "financial.tax_deleted": Event("delete", gettext_lazy("The tax %(target)s was deleted.")),
    "financial.exchange_rate_created": Event("add", gettext_lazy("The exchange rate %(target)s was entered.")),
    "financial.exchange_rate_changed": Event("edit", gettext_lazy("The exchange rate %(target)s was changed.")),
    "financial.exchange_rate_deleted": Event("delete", gettext_lazy("The exchange rate %(target)s was deleted.")),
    "financial.exchange_rates_imported": Event("add", gettext_lazy("Exchange rates were imported from a file.")),
    "financial.cost_centre_created": Event("add", gettext_lazy("The cost centre %(target)s was created.")),
    "financial.cost_centre_changed": Event("edit", gettext_lazy("The cost centre %(target)s was changed.")),
    "financial.cost_centre_deleted": Event("delete", gettext_lazy("The cost centre %(target)s was deleted.")),
    "document_management.document_created": Event("add", gettext_lazy("The document %(target)s was created.")),
    "document_management.document_changed": Event("edit", gettext_lazy("The document %(target)s was changed.")),
    "document_management.document_deleted": Event("delete", gettext_lazy("The document %(target)s was deleted.")),
    "document_management.version_added": Event("add", gettext_lazy("A new version was added: %(target)s.")),
    "document_management.document_attached": Event("add", gettext_lazy("A document was attached: %(target)s.")),
    "document_management.document_detached": Event("delete", gettext_lazy("A document was detached: %(target)s.")),
    "document_management.file_refused": Event("refuse", gettext_lazy("A file for a document was refused.")),
    "business_calendar.week_changed": Event("edit", gettext_lazy("The working hours of the company were changed.")),
    "business_calendar.holiday_created": Event("add", gettext_lazy("The holiday %(target)s was created.")),
    "business_calendar.holiday_changed": Event("edit", gettext_lazy("The holiday %(target)s was changed.")),
    "business_calendar.holiday_deleted": Event("delete", gettext_lazy("The holiday %(target)s was deleted.")),
    "business_calendar.tasks_moved": Event(
        "edit", gettext_lazy("Pending tasks were moved, because days begin at other moments in the new time zone.")
    ),
}
