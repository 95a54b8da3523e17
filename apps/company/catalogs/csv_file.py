"""The CSV files that bring in the entries of a catalog."""

from apps.company.catalogs import MOST
from apps.company.importing.sheet import Sheet
from apps.company.models import CatalogEntry
from apps.company.models.catalog import NAMES

SHEET = Sheet(
    model=CatalogEntry,
    columns=("catalog", "code", *NAMES.values(), "order", "is_active"),
    keys=("code",),
    required=("code",),
    most_lines=MOST,
    most_bytes=256 * 1024,
)
