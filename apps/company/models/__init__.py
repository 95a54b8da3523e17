"""What the company configures: whom it deals with. One file per subject."""

from apps.company.models.catalog import (
    Catalog as Catalog,
)
from apps.company.models.catalog import (
    CatalogEntry as CatalogEntry,
)
from apps.company.models.cost_centre import (
    CostCentre as CostCentre,
)
from apps.company.models.document import (
    Document as Document,
)
from apps.company.models.document import (
    DocumentVersion as DocumentVersion,
)
from apps.company.models.document_status import (
    DocumentStage as DocumentStage,
)
from apps.company.models.document_status import (
    DocumentStatus as DocumentStatus,
)
from apps.company.models.exchange_rate import (
    ExchangeRate as ExchangeRate,
)
from apps.company.models.guest_portal import (
    FieldUse as FieldUse,
)
from apps.company.models.guest_portal import (
    GuestPortal as GuestPortal,
)
from apps.company.models.holiday import (
    Holiday as Holiday,
)
from apps.company.models.tax import (
    Tax as Tax,
)
from apps.company.models.third_party import (
    ThirdParty as ThirdParty,
)
from apps.company.models.third_party import (
    ThirdPartyType as ThirdPartyType,
)
from apps.company.models.working_week import (
    WEEKDAYS as WEEKDAYS,
)
from apps.company.models.working_week import (
    WorkingWeek as WorkingWeek,
)
