"""What the company configures: whom it deals with. One file per subject."""

from apps.company.models.third_party import (
    ThirdParty as ThirdParty,
)
from apps.company.models.third_party import (
    ThirdPartyType as ThirdPartyType,
)
