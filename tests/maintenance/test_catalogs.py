"""What the catalogs of an account mean for whatever takes its values from them: enumerated from the registry."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.company import catalogs
from apps.company.catalogs import Use
from apps.company.services.catalogs import set_active, set_closed
from apps.maintenance.models import Item, WorkTask
from apps.maintenance.services.items import update_item
from apps.maintenance.services.tasks import InvalidTask
from apps.maintenance.services.work_orders import create_work_order
from tests.api.queries import cost_of
from tests.catalogs import USES, WRITES, new_entry, new_item_with
from tests.factories import TESTER
from tests.orders import an_item, new_plan

pytestmark = pytest.mark.usefixtures("english")

OF_EACH = pytest.mark.parametrize(("catalog", "use"), USES, ids=lambda value: getattr(value, "label", value))


def refusal_of(account: Account, use: Use, **fields: str) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        WRITES[use.model](account, **fields)  # type: ignore[index]
    return error.value.message_dict


def test_every_catalog_gives_the_values_of_some_column() -> None:
    assert [kind.name for kind in catalogs.every() if not kind.uses] == []


@OF_EACH
def test_a_value_that_is_not_in_the_catalog_is_refused_by_its_field(account: Account, catalog: str, use: Use) -> None:
    new_entry(account, catalog)
    for column in use.columns:
        found = refusal_of(account, use, **{column: "Otra cosa"})
        assert list(found) == [column]
        assert "“Otra cosa”" in found[column][0]
        assert "Value C-1" in found[column][0]


@OF_EACH
def test_a_code_or_a_name_in_any_language_is_kept_as_the_name_in_the_accounts_language(
    account: Account, catalog: str, use: Use
) -> None:
    new_entry(account, catalog)
    for word in ("C-1", "c-1", "Valor C-1", "VALUE C-1", "opcao  c-1"):
        row = WRITES[use.model](account, **{use.name: word})  # type: ignore[index]
        row.refresh_from_db()
        assert getattr(row, use.name) == "Value C-1"
        assert not use.code or getattr(row, use.code) == "C-1"


@OF_EACH
def test_without_entries_any_text_is_taken_as_it_is(account: Account, catalog: str, use: Use) -> None:
    set_closed(account=account, catalog=catalog, is_closed=True, by=TESTER)
    given = {use.name: "otra  Cosa"} | ({use.code: "Otro"} if use.code else {})
    row = WRITES[use.model](account, **given)  # type: ignore[index]
    assert {column: getattr(row, column) for column in given} == given


def test_an_open_catalog_takes_any_text_as_it_is(account: Account) -> None:
    new_entry(account, "groups", "BOM", name_en="Pumps")
    set_closed(account=account, catalog="groups", is_closed=False, by=TESTER)
    assert new_item_with(account, groups_description="pumps").groups_description == "pumps"


def test_the_catalogs_of_another_account_mean_nothing(account: Account, other_account: Account) -> None:
    new_entry(other_account, "groups", "BOM")
    assert new_item_with(account, groups_description="Hornos").groups_description == "Hornos"


def test_an_entry_that_is_not_active_cannot_be_chosen_any_more(account: Account) -> None:
    entry = new_entry(account, "groups", "BOM", name_en="Pumps")
    item = new_item_with(account, groups_description="BOM")
    set_active(account=account, entries=[entry], is_active=False, by=TESTER)
    with pytest.raises(ValidationError, match="no active entry"):
        new_item_with(account, groups_description="BOM")
    assert update_item(item=item, by=TESTER, groups_description="Pumps", notes="Igual").notes == "Igual"


def test_what_a_row_holds_already_stays_valid(account: Account) -> None:
    item = new_item_with(account, groups_description="Antiguo", units_code="X", units_description="Equis")
    new_entry(account, "groups", "BOM")
    new_entry(account, "units", "KG")
    kept = {"groups_description": "Antiguo", "units_code": "X", "units_description": "Equis", "field_1": "Otra"}
    assert update_item(item=item, by=TESTER, **kept).field_1 == "Otra"
    with pytest.raises(ValidationError):
        update_item(item=item, by=TESTER, groups_description="antiguo")


def test_nothing_is_no_value_and_can_always_be_written(account: Account) -> None:
    new_entry(account, "groups", "BOM")
    item = new_item_with(account, groups_description="BOM")
    assert update_item(item=item, by=TESTER, groups_description="").groups_description == ""


def test_of_a_unit_the_code_and_the_name_are_of_one_entry(account: Account) -> None:
    new_entry(account, "units", "KG", name_en="Kilogram", name_es="Kilogramo")
    new_entry(account, "units", "LT", name_en="Litre")
    item = new_item_with(account, units_code="kg", units_description="kilogramo")
    assert (item.units_code, item.units_description) == ("KG", "Kilogram")
    item = update_item(item=item, by=TESTER, units_code="LT")
    assert (item.units_code, item.units_description) == ("LT", "Litre")
    with pytest.raises(ValidationError) as error:
        update_item(item=item, by=TESTER, units_code="KG", units_description="Litre")
    assert list(error.value.message_dict) == ["units_description"]


def test_each_keyword_is_one_of_the_catalog(account: Account) -> None:
    new_entry(account, "keywords", "CRI", name_en="Critical")
    new_entry(account, "keywords", "RUI", name_en="Noise")
    assert new_item_with(account, keywords="noise, CRI,noise").keywords == "Noise, Critical"
    with pytest.raises(ValidationError, match="“Fuga”"):
        new_item_with(account, keywords="Noise, Fuga")


def test_of_several_tasks_the_refused_one_is_named(account: Account) -> None:
    new_entry(account, "causes", "DIRT")
    task = {"item": an_item(account), "description": "Revisar"}
    with pytest.raises(InvalidTask) as error:
        create_work_order(account=account, by=TESTER, tasks=[task, task | {"causes_description": "Otra"}])
    assert (error.value.position, list(error.value.message_dict)) == (1, ["causes_description"])


def test_what_was_planned_before_the_catalog_was_made_is_done_all_the_same(account: Account) -> None:
    plan = new_plan(account, task_type="Antigua")
    new_entry(account, "classifications_1", "MEC")
    create_work_order(account=account, by=TESTER, planned=[plan.pk])
    assert WorkTask.objects.get().tasks_log_types_description == "Antigua"


@pytest.mark.parametrize("entries", [0, 2, 60])
def test_a_write_asks_once_whatever_the_number_of_fields_and_entries(account: Account, entries: int) -> None:
    for number in range(entries):
        new_entry(account, "groups", f"G{number}")
        new_entry(account, "priorities", f"P{number}")
    given: dict[str, Any] = {"groups_description": "G1", "priorities_description": "P1", "units_description": "Metro"}
    new_item_with(account)
    free = cost_of(lambda: new_item_with(account))
    both = cost_of(lambda: new_item_with(account, **given))
    assert both.reads == free.reads + 1


def test_a_change_of_something_else_asks_nothing(account: Account) -> None:
    item = new_item_with(account, groups_description="Bombas")
    before = cost_of(lambda: update_item(item=item, by=TESTER, notes="Una"))
    after = cost_of(lambda: update_item(item=item, by=TESTER, notes="Otra", groups_description="Bombas"))
    assert after == before


def test_many_tasks_are_checked_in_one_query(account: Account) -> None:
    new_entry(account, "causes", "DIRT", name_en="Dirt")
    item = an_item(account)
    tasks = [{"item": item, "description": "Revisar", "trigger_description": str(number)} for number in range(60)]
    told = [task | {"causes_description": "dirt", "types_description": f"Tipo {n}"} for n, task in enumerate(tasks)]
    create_work_order(account=account, by=TESTER, tasks=tasks[:1])
    free = cost_of(lambda: create_work_order(account=account, by=TESTER, tasks=tasks))
    all_told = cost_of(lambda: create_work_order(account=account, by=TESTER, tasks=told))
    assert all_told.reads == free.reads + 1
    assert WorkTask.objects.filter(causes_description="Dirt").count() == 60
    assert Item.objects.count() == 1
