"""What is protected: what a company maintains, with what, and by whom. One file per subject."""

from apps.maintenance.models.item import (
    FIELDS as FIELDS,
)
from apps.maintenance.models.item import (
    Item as Item,
)
from apps.maintenance.models.item import (
    ItemType as ItemType,
)
from apps.maintenance.models.item import (
    composed_description as composed_description,
)
