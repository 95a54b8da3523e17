"""What is protected: what a company maintains, with what, and by whom. One file per subject."""

from apps.maintenance.models.attachment import (
    Attachment as Attachment,
)
from apps.maintenance.models.document_link import (
    ItemDocument as ItemDocument,
)
from apps.maintenance.models.document_link import (
    PersonDocument as PersonDocument,
)
from apps.maintenance.models.item import (
    Item as Item,
)
from apps.maintenance.models.item import (
    ItemType as ItemType,
)
from apps.maintenance.models.item_description import (
    FIELDS as FIELDS,
)
from apps.maintenance.models.item_description import (
    composed_description as composed_description,
)
from apps.maintenance.models.meter import (
    Meter as Meter,
)
from apps.maintenance.models.meter_reading import (
    MeterReading as MeterReading,
)
from apps.maintenance.models.meter_reading import (
    ReadingSource as ReadingSource,
)
from apps.maintenance.models.movement import (
    Document as Document,
)
from apps.maintenance.models.movement import (
    Movement as Movement,
)
from apps.maintenance.models.movement import (
    MovementLine as MovementLine,
)
from apps.maintenance.models.movement import (
    MovementState as MovementState,
)
from apps.maintenance.models.numbering import (
    Numbering as Numbering,
)
from apps.maintenance.models.numbering import (
    NumberingKind as NumberingKind,
)
from apps.maintenance.models.person import (
    Person as Person,
)
from apps.maintenance.models.planned_task import (
    PlannedTask as PlannedTask,
)
from apps.maintenance.models.planned_task import (
    month_ahead as month_ahead,
)
from apps.maintenance.models.priority import (
    Priority as Priority,
)
from apps.maintenance.models.stock import (
    Stock as Stock,
)
from apps.maintenance.models.task import (
    TaskStatus as TaskStatus,
)
from apps.maintenance.models.task import (
    WorkTask as WorkTask,
)
from apps.maintenance.models.trigger import (
    days_in_words as days_in_words,
)
from apps.maintenance.models.trigger import (
    trigger_in_words as trigger_in_words,
)
from apps.maintenance.models.warehouse import (
    Warehouse as Warehouse,
)
from apps.maintenance.models.work_order import (
    WorkOrder as WorkOrder,
)
from apps.maintenance.models.work_order import (
    WorkOrderStatus as WorkOrderStatus,
)
from apps.maintenance.models.work_request import (
    RequestStatus as RequestStatus,
)
from apps.maintenance.models.work_request import (
    WorkRequest as WorkRequest,
)
