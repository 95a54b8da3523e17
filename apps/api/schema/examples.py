"""One whole body for each method that takes one, as somebody would send it."""

from __future__ import annotations

from typing import Any

DAY = "2026-01-30T14:30:00-05:00"
OVERLAP = {"overlap_hours": 24}
REQUEST = {
    "description": "Leak at the seal", "date_incident": DAY, "requested_by": "Marta Gil", "user_code": "P-1",
    "is_urgent": True, "code": "EQ-1",
}  # fmt: skip
READING = {"date": DAY, "value": 1250.5}
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

# By the name under which the schema of the body stands among the components.
EXAMPLES: dict[str, dict[str, Any]] = {
    "ItemCreate": {
        "code": "EQ-2", "id_type_item": 2, "field_1": "Pump", "field_2": "Acme", "field_3": "P-200",
        "location_code": "PLANT", "groups_description": "Pumps", "weight": 12.5,
    },
    "ItemUpdate": {"notes": "Inspected on Monday", "available": False},
    "ItemUpdateById": {"code": "EQ-1-B"},
    "MeterCreate": {"code": "EQ-1", "description": "Hour meter", "serial": "HM-2", "units_code": "HRS"},
    "EnterReadingEnter": READING,
    "EnterReadingEnterByParameter": READING,
    "InventoryCreate": {
        "code": "R-2", "field_1": "Bearing 6204", "units_code": "UN", "units_description": "Unit",
        "code_warehouse": "W-1", "stock": 12, "unit_cost_stock": 8.75, "min_stock_level": 4,
    },
    "InventoryUpdate": {"code_warehouse": "W-1", "location": "Shelf B-3", "reorder_level": 6},
    "InventoryAdjustmentAdjust": {"code_warehouse": "W-1", "stock": 20, "unit_cost_stock": 9.1},
    "InventoryAssociateWarehouseCreate": {"code": "R-1", "code_warehouse": "W-2", "location": "Shelf A-1"},
    "WarehouseCreate": {"code": "W-3", "description": "Main warehouse", "city": "Cali", "country": "Colombia"},
    "WorkOrderCreate": {
        "code_responsible": "P-1", "note": "Asked for by production",
        "tasks": [
            {"code": "EQ-1", "description": "Change the seal", "date_maintenance": DAY, "duration": 3600},
            {"code": "EQ-1", "description": "Test run"},
        ],
    },
    "WorkOrderUpdate": {"note": "The seal has arrived", "rating": 4},
    "WorkOrderChangeStatusUpdate": {"id_status_work_order": 2, "user_code": "P-1"},
    "WorkRequestCreate": REQUEST,
    "WorkRequestUpdate": {"id_status": 2, "user_code": "P-1", "notes": "Looked at"},
    "WorkRequestUpdateByNumber": {"observation": "The pump was stopped"},
    "WorkRequestAttachmentAttach": {"file": PICTURE, "name": "seal.png", "description": "The leak"},
    "WorkRequestAttachmentChangeOne": {"id": 1, "description": "The leak, from the side"},
    "PersonnelCreate": {"code": "P-2", "first_name": "Marta", "last_name": "Gil", "email": "marta@aguas.example"},
    "DocumentCreate": {
        "code": "MAN-1", "name": "Manual of the pump", "group": "Manuals", "valid_until": "2027-12-31", "version": "A",
        "file": PICTURE, "file_name": "drawing.png",
    },
    "DocumentUpdate": {"file": PICTURE, "file_name": "drawing-2.png", "version": "B", "valid_until": "2028-12-31"},
    "DocumentItemCreate": {"code_document": "M-1", "code_item": "EQ-1"},
    "DocumentPersonCreate": {"code_document": "M-1", "code_person": "P-1"},
    "CatalogChange": {"is_closed": True},
    "CatalogEntryCreate": {
        "catalog": "failure_types", "code": "LEAK", "name_en": "Leak", "name_es": "Fuga", "name_pt_br": "Vazamento",
    },
    "CatalogEntryUpdate": {"is_active": False},
    "ConsumerCreate": {
        "name": "Stock sync", "grant_type": "client_credentials", "id_permission_group": 1,
        "allowed_networks": ["203.0.113.0/24"], "calls_per_minute": 60,
    },
    "ConsumerUpdate": {"description": "Runs at night", "enabled": False},
    "ConsumerSecretsRotate": OVERLAP,
    "ConsumerSecretsEndOld": {},
    "PermissionGroupCreate": {"name": "Readers", "permissions": ["items:view", "work_orders:view"]},
    "PermissionGroupUpdate": {"permissions": ["items:view"]},
    "GeneralChange": {"time_zone": "America/Bogota", "date_format": "day_first", "first_day_of_week": 1},
    "ModuleSwitch": {"enabled": True},
    "FinancialChange": {"currency": "COP", "decimal_format": "point_comma", "decimals": 0},
    "TaxCreate": {"code": "VAT-5", "name": "Reduced rate", "rate": 5, "is_default": True},
    "TaxUpdate": {"rate": 5.5},
    "ExchangeRateCreate": {"currency": "EUR", "date": "2026-01-30", "rate": 4655.25},
    "ExchangeRateUpdate": {"rate": 4655.5},
    "CostCentreCreate": {"code": "CC-1", "name": "Bottling"},
    "CostCentreUpdate": {"active": False},
    "BusinessCalendarChange": {"monday": ["07:00-12:00", "13:00-17:00"], "sunday": []},
    "HolidayCreate": {"description": "Christmas Day", "date": "2026-12-25", "recurrent": True},
    "HolidayUpdate": {"working_day": True},
    "GuestPortalChange": {"is_open": False, "most_files": 3, "welcome_en": "Tell us what is broken."},
    "GuestPortalReset": {"reset": True},
    "SecurityChange": {"password_length": 18, "two_step_for": "administrators", "access_token_minutes": 60},
    "SingleSignOnChange": {"name": "Company sign-in", "client_id": "portal", "is_on": False},
    "ArchiveCreate": {},
    "ApiKeyRotate": OVERLAP,
    "ApiKeyEndOld": {},
}  # fmt: skip
