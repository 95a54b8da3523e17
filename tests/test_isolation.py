"""Every row of every model belongs to exactly one account; that nobody else reaches it is in tests/isolation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from apps.accounts.models import Account

# How to get from a row to its account; None for what belongs to the installation, with the reason.
TO_ACCOUNT: dict[str, str | None] = {
    "accounts.Account": "pk",
    "accounts.Archive": "account",
    "accounts.ArchiveFile": "archive__account",
    "accounts.CodeFactor": "user__account",
    "accounts.Logo": "account",
    "accounts.OldPassword": "user__account",
    "accounts.PermissionGroup": "account",
    "accounts.Session": "user__account",
    "accounts.SignOnDomain": "single_sign_on__account",
    "accounts.SingleSignOn": "account",
    "accounts.User": "account",
    "audit.ChainHead": None,  # a counter, of which an account sees its transactions' numbers only
    "audit.ChainCheck": None,  # what was found when a chain was read; an account is told of its own only
    "audit.Transaction": "account",
    "common.FailureBucket": None,  # digests of names and addresses, of which nobody reads anything
    "common.RowCount": "account",
    "connections.AccessToken": "application__account",
    "connections.ApiKey": "account",
    "connections.ApiSecret": "api_key__account",
    "connections.Authorization": "account",
    "connections.AuthorizationCode": "application__account",
    "connections.CallAddress": "account",
    "connections.CallMeter": "account",
    "connections.Consumer": "account",
    "connections.ConsumerSecret": "consumer__account",
    "connections.DeviceGrant": None,  # exists for the toolkit's sake; nothing writes one
    "connections.HawkNonce": "api_key__account",
    "connections.IDToken": None,  # the same
    "connections.IdempotencyKey": "account",
    "connections.PermissionUse": "account",
    "connections.PushedRequest": "consumer__account",
    "connections.RefreshToken": "application__account",
    "connections.Refusal": "account",
    "connections.SigningKey": None,  # of the installation, whose ID tokens every account trusts alike
    "connections.SpentIdentifier": "consumer__account",
    "company.Catalog": "account",
    "company.CatalogEntry": "account",
    "company.CostCentre": "account",
    "company.ExchangeRate": "account",
    "company.GuestPortal": "account",
    "company.Holiday": "account",
    "company.Document": "account",
    "company.DocumentVersion": "account",
    "company.Tax": "account",
    "company.ThirdParty": "account",
    "maintenance.ItemDocument": "account",
    "maintenance.PersonDocument": "account",
    "company.WorkingWeek": "account",
    "maintenance.Attachment": "account",
    "maintenance.Item": "account",
    "maintenance.Meter": "account",
    "maintenance.MeterReading": "account",
    "maintenance.Movement": "account",
    "maintenance.MovementLine": "account",
    "maintenance.Numbering": "account",
    "maintenance.Person": "account",
    "maintenance.PlannedTask": "account",
    "maintenance.Stock": "account",
    "maintenance.Warehouse": "account",
    "maintenance.WorkOrder": "account",
    "maintenance.WorkRequest": "account",
    "maintenance.WorkTask": "account",
}
# Who belongs to no account has none, nor has the session of a visitor; the toolkit's tokens could do without a
# consumer, but are never made so.
MAY_HAVE_NONE = {
    "accounts.CodeFactor",
    "accounts.OldPassword",
    "accounts.Session",
    "accounts.User",
    "audit.Transaction",
    "connections.AccessToken",
}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("apps.")]


def fields_on_the_way(model: type[models.Model], path: str) -> Iterator[models.Field[Any, Any]]:
    for step in path.split("__"):
        field = model._meta.get_field(step) if step != "pk" else model._meta.pk
        yield field  # type: ignore[misc]
        model = getattr(field, "related_model", None) or model


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_R102_every_row_belongs_to_exactly_one_account(model: type[models.Model]) -> None:
    label = model._meta.label
    assert label in TO_ACCOUNT, f"say in TO_ACCOUNT how a row of {label} finds its account"
    path = TO_ACCOUNT[label]
    if path is None or path == "pk":
        return
    fields = list(fields_on_the_way(model, path))
    assert fields[-1].related_model is Account
    assert not any(field.null for field in fields) or label in MAY_HAVE_NONE


def test_the_table_of_models_holds_no_other() -> None:
    assert set(TO_ACCOUNT) == {model._meta.label for model in our_models()}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_R102_whatever_belongs_to_an_account_directly_is_read_from_the_account(model: type[models.Model]) -> None:
    try:
        model._meta.get_field("account")
    except FieldDoesNotExist:
        return
    assert hasattr(model._default_manager, "of"), "its manager has no .of(account)"
