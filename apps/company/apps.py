from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.company import catalogs

MODULES = (
    modules.Module("third_parties", _("Third parties"), about=_("Suppliers, customers and other companies.")),
    # Data, and no settings: items and people have documents, so whoever reads those reads these, as a key pair does.
    modules.Module(
        "document_management",
        _("Document Management"),
        about=_("Manuals, plans, certificates and other papers."),
        lists="documents",
    ),
    modules.Module("business_calendar", _("Business Calendar"), is_settings=True),
    modules.Module("financial", _("Financial"), is_settings=True),
    modules.Module("auxiliary_catalogs", _("Auxiliary Catalogs"), is_settings=True),
    modules.Module("guest_portal", _("Guest Portal"), is_settings=True),
)

CATALOGS = (
    catalogs.Kind("priorities", _("Priorities")),
    catalogs.Kind("groups", _("Groups 1")),
    catalogs.Kind("groups_1", _("Groups 2")),
    catalogs.Kind("groups_2", _("Groups 3")),
    catalogs.Kind("units", _("Units")),
    catalogs.Kind("keywords", _("Keywords")),
    catalogs.Kind("task_types", _("Types of task")),
    catalogs.Kind("classifications_1", _("Classifications 1")),
    catalogs.Kind("classifications_2", _("Classifications 2")),
    catalogs.Kind("failure_types", _("Failure types")),
    catalogs.Kind("causes", _("Causes of failure")),
    catalogs.Kind("detection_methods", _("Detection methods")),
    catalogs.Kind("severities", _("Severities")),
    catalogs.Kind("damage_types", _("Types of damage")),
    catalogs.Kind("request_types", _("Types of request")),
    catalogs.Kind("request_classifications_1", _("Request classifications 1")),
    catalogs.Kind("request_classifications_2", _("Request classifications 2")),
    catalogs.Kind("document_groups", _("Document groups")),
)
# Here, because the apps that use them may be ready first.
for kind in CATALOGS:
    catalogs.register(kind)


class CompanyConfig(AppConfig):
    name = "apps.company"
    verbose_name = _("Company")

    def ready(self) -> None:
        for module in MODULES:
            modules.register(module)
        from apps.common import counting
        from apps.company import (
            archived,  # noqa: F401 - what an archive of the account leaves out
            receivers,  # noqa: F401 - follows the account's time zone
        )
        from apps.company.models import CatalogEntry, Document, DocumentVersion, ExchangeRate, ThirdParty

        counting.register(ThirdParty)
        counting.register(Document, "group", "stage")
        counting.register(DocumentVersion, sums=("size",))
        catalogs.use("document_groups", Document, "group")
        counting.register(ExchangeRate, "currency")
        counting.register(CatalogEntry, "catalog")
