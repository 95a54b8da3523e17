"""Keeping the entries of a catalog: what a word means, what is in use, and files."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.codes import CodeTaken
from apps.company import catalogs
from apps.company.catalogs import Kind, holding
from apps.company.catalogs.choosing import choices
from apps.company.catalogs.csv_file import SHEET
from apps.company.catalogs.overview import overview
from apps.company.models import Catalog, CatalogEntry
from apps.company.services.catalog_imports import import_entries, plan_import
from apps.company.services.catalogs import delete_entries, delete_entry, set_active, set_closed, update_entry
from apps.company.words import fold
from tests.api.queries import cost_of
from tests.catalogs import new_entry, new_item_with
from tests.factories import TESTER
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("english")
HEADER = "code;name_es;name_en;name_pt_br;order;is_active\n"


def test_an_entry_has_a_name_in_each_language_and_falls_back(account: Account) -> None:
    full, spanish = new_entry(account, code="A"), new_entry(account, code="B", name_es="Suciedad")
    assert [full.name_in(language) for language in ("es", "en", "pt-br")] == ["Valor A", "Value A", "Opção A"]
    assert spanish.name_in("pt-br", "en") == "Suciedad"
    assert choices(account, "causes", "pt-br") == [("A", "Opção A"), ("B", "Suciedad")]


def test_only_what_is_active_can_be_chosen(account: Account) -> None:
    new_entry(account, code="A", order=2)
    new_entry(account, code="B", order=1)
    new_entry(account, code="C", is_active=False)
    assert [code for code, _name in choices(account, "causes", "es")] == ["B", "A"]
    assert choices(account, "groups", "es") == []


def test_an_entry_without_any_name_is_refused(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        new_entry(account, name_en="")
    assert list(error.value.message_dict) == ["name_en"]


def test_a_new_entry_comes_last(account: Account) -> None:
    assert [new_entry(account, code=code).order for code in "AB"] == [1, 2]


def test_a_word_means_one_entry_of_its_catalog(account: Account) -> None:
    new_entry(account, code="EL", name_es="Eléctrica", name_en="Electrical")
    new_entry(account, "groups", "EL", name_es="Eléctrica")
    for fields in ({"name_en": "ELECTRICA"}, {"name_es": "el"}):
        with pytest.raises(ValidationError) as error:
            new_entry(account, code="X", **fields)
        assert list(error.value.message_dict) == list(fields)
    with pytest.raises(ValidationError) as error:
        new_entry(account, code="electrical", name_es="Otra")
    assert list(error.value.message_dict) == ["code"]


def test_a_code_is_taken_once_in_a_catalog_and_an_account(account: Account, other_account: Account) -> None:
    new_entry(account, code="A")
    new_entry(account, "groups", "A")
    new_entry(other_account, code="A")
    with pytest.raises(CodeTaken):
        new_entry(account, code="A", name_es="Otra")


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_want_the_same_name_at_once_one_gets_it(account: Account) -> None:
    def attempt(number: int) -> bool:
        try:
            new_entry(account, code=f"C-{number}", name_es="La misma")
        except ValidationError:
            return False
        return True

    assert sum(at_once(8, attempt)) == 1
    assert Catalog.objects.count() == CatalogEntry.objects.count() == 1


def test_what_rows_hold_stays_and_everything_else_can_change(account: Account) -> None:
    entry = new_entry(account, "groups", "BOM", name_es="Bombas", name_en="Pumps")
    new_item_with(account, groups_description="BOM")
    entry = update_entry(entry=entry, by=TESTER, name_es="Bombas de agua", code="BOMBA", order=7)
    with pytest.raises(ValidationError) as error:
        update_entry(entry=entry, by=TESTER, name_en="Water pumps")
    assert "Items: group" in error.value.message_dict["name_en"][0]
    changes = Transaction.objects.get(action="entry_changed").changes
    assert set(changes) == {"name_es", "code", "order"}


def test_of_a_unit_the_code_that_rows_hold_stays(account: Account) -> None:
    entry = new_entry(account, "units", "KG", name_en="Kilogram")
    new_item_with(account, units_code="KG")
    with pytest.raises(ValidationError) as error:
        update_entry(entry=entry, by=TESTER, code="KGS")
    assert list(error.value.message_dict) == ["code"]


def test_an_entry_in_use_is_not_deleted_and_it_is_said_by_what(account: Account) -> None:
    used, free = new_entry(account, "keywords", "A", name_en="Noise"), new_entry(account, "keywords", "B")
    new_item_with(account, keywords="Noise")
    with pytest.raises(ValidationError, match="Items: keywords"):
        delete_entry(entry=used, by=TESTER)
    assert len(delete_entries(account=account, entries=[used, free], by=TESTER)) == 1
    assert list(CatalogEntry.objects.all()) == [used]
    assert Transaction.objects.filter(action="entry_deleted").count() == 1


def test_rows_of_another_account_hold_nothing(account: Account, other_account: Account) -> None:
    entry = new_entry(account, "groups", "A")
    new_item_with(other_account, groups_description="Value A")
    delete_entry(entry=entry, by=TESTER)


def test_what_cannot_be_looked_through_counts_as_in_use(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "LOOKED_THROUGH", 2)
    entry = new_entry(account, "groups", "A")
    for _number in range(3):
        new_item_with(account)
    with pytest.raises(ValidationError, match="in use"):
        delete_entry(entry=entry, by=TESTER)


def test_deleting_costs_the_same_however_many_are_deleted(account: Account) -> None:
    entries = [new_entry(account, "units", f"U{number}") for number in range(6)]
    one = cost_of(lambda: delete_entries(account=account, entries=entries[:1], by=TESTER))
    rest = cost_of(lambda: delete_entries(account=account, entries=entries[1:], by=TESTER))
    assert rest == one


def test_activating_again_is_recorded_for_each_that_changes(account: Account) -> None:
    entries = [new_entry(account, code=code, is_active=code == "A") for code in "ABC"]
    assert set_active(account=account, entries=entries, is_active=True, by=TESTER) == 2
    assert Transaction.objects.filter(action="entry_changed").count() == 2


def test_a_catalog_is_opened_once(account: Account) -> None:
    for _time in range(2):
        set_closed(account=account, catalog="causes", is_closed=False, by=TESTER)
    assert Transaction.objects.filter(action="catalog_opened").count() == 1
    with pytest.raises(ValidationError):
        set_closed(account=account, catalog="nothing", is_closed=False, by=TESTER)


def test_a_catalog_has_so_many_entries_at_most(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.company.services.catalogs.MOST", 1)
    new_entry(account, code="A")
    with pytest.raises(ValidationError, match="1 entries at most"):
        new_entry(account, code="B")


def test_a_name_is_as_long_as_fits_where_it_is_used(account: Account) -> None:
    new_entry(account, "groups", "A", name_en="x" * 120)
    with pytest.raises(ValidationError, match="80 characters"):
        new_entry(account, "priorities", "A", name_en="x" * 81)


def test_a_keyword_has_no_comma(account: Account) -> None:
    with pytest.raises(ValidationError, match="comma"):
        new_entry(account, "keywords", "A", name_en="a, b")


def test_the_overview_is_one_query(account: Account) -> None:
    new_entry(account, "causes", "A", is_active=False)
    assert cost_of(lambda: overview(account)).reads == 1
    found = {row.kind.name: (row.entries, row.active, row.is_closed) for row in overview(account)}
    assert (found["causes"], found["groups"]) == ((1, 0, True), (0, 0, True))


@pytest.mark.any_database
def test_a_catalog_is_registered_once() -> None:
    catalogs.register(catalogs.every()[0])
    with pytest.raises(ValueError, match="twice"):
        catalogs.register(Kind("causes", "Other causes"))


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("one", "other"), [("Eléctrica", "ELECTRICA"), ("  m³/h ", "M3/H"), ("Média  tensão", "media tensao")]
)
def test_words_are_compared_in_plain_letters(one: str, other: str) -> None:
    assert fold(one) == fold(other)


# --- files -----------------------------------------------------------------------------------------------------------


def outcomes(account: Account, text: str, catalog: str = "causes") -> list[tuple[str, str]]:
    plan = plan_import(account=account, catalog=catalog, lines=SHEET.parsed(text))
    return [(line.key, line.outcome) for line in plan.lines]


def bring_in(account: Account, text: str, catalog: str = "causes") -> None:
    import_entries(account=account, catalog=catalog, lines=SHEET.parsed(text), by=TESTER)


def test_a_file_says_beforehand_what_it_adds_and_changes(account: Account) -> None:
    new_entry(account, code="A")
    new_entry(account, code="B", name_es="Suciedad")
    text = HEADER + "a;Nueva;Value A;Opção A;;\nB;Suciedad;;;;\nC;Otra;;;9;no\n"
    assert outcomes(account, text) == [("a", "changed"), ("B", "same"), ("C", "added")]
    assert CatalogEntry.objects.count() == 2


def test_a_file_is_imported_and_each_entry_is_on_the_record(account: Account) -> None:
    entry = new_entry(account, code="A")
    bring_in(account, "code,name_es\nA,Cambiado\nN,Nuevo\n")
    entry.refresh_from_db()
    assert (entry.name_es, entry.name_en) == ("Cambiado", "Value A")
    assert choices(account, "causes", "es") == [("A", "Cambiado"), ("N", "Nuevo")]
    assert "cambiado" in entry.words
    actions = Transaction.objects.filter(target_type="catalogentry").order_by("number")
    assert [entry.action for entry in actions] == ["entry_created", "entry_created", "entry_changed"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("X;;;;;", "name"),
        (";Sin código;;;;", "Code"),
        ("X;Valor A;;;;", "means"),
        ("X;Nombre;;;muchos;", "whole number"),
        ("X;Nombre;;;;quizás", "yes or no"),
        ("B;Una;;;;", "Line 2"),
        ("x" * 21 + ";Nombre;;;;", "20"),
    ],
)
def test_one_refused_line_refuses_the_file(account: Account, line: str, reason: str) -> None:
    new_entry(account, code="A")
    lines = SHEET.parsed(f"{HEADER}B;Buena;;;;\n{line}\n")
    plan = plan_import(account=account, catalog="causes", lines=lines)
    assert [entry.outcome for entry in plan.lines] == ["added", "refused"]
    assert reason in plan.lines[1].errors[0] or reason in str(plan.lines[1].errors)
    with pytest.raises(ValidationError):
        import_entries(account=account, catalog="causes", lines=lines, by=TESTER)
    assert CatalogEntry.objects.count() == 1


def test_a_line_for_another_catalog_is_refused(account: Account) -> None:
    text = "catalog,code,name_es\ngroups,A,Bombas\nCauses of failure,B,Suciedad\n"
    assert [outcome for _code, outcome in outcomes(account, text)] == ["refused", "added"]


def test_a_file_cannot_take_away_a_word_that_rows_hold(account: Account) -> None:
    new_entry(account, "groups", "A", name_en="Pumps")
    new_item_with(account, groups_description="A")
    assert outcomes(account, "code,name_en\nA,Water pumps\n", "groups") == [("A", "refused")]


def test_two_entries_can_change_their_names_in_one_file(account: Account) -> None:
    new_entry(account, code="A", name_es="Uno")
    new_entry(account, code="B", name_es="Dos")
    bring_in(account, "code,name_es\nA,Dos\nB,Uno\n")
    assert choices(account, "causes", "es") == [("A", "Dos"), ("B", "Uno")]


def test_a_plan_asks_the_same_however_many_lines(account: Account) -> None:
    few, many = (HEADER + "".join(f"C{n};N{n};;;;\n" for n in range(number)) for number in (2, 200))
    new_entry(account, code="A")
    costs = [cost_of(lambda text=text: outcomes(account, text)) for text in (few, many)]  # type: ignore[misc]
    assert costs[0] == costs[1]


@pytest.mark.any_database
@pytest.mark.parametrize(
    "content",
    [
        "code;name_es\nA;Suciedad ñ\n".encode("utf-8-sig"),
        b"code,name_es\r\nA,Suciedad \xf1\r\n",
        "code\tname_es\nA\tSuciedad ñ\n".encode("utf-16"),
        'code,name_es\n\n"A","Suciedad ñ"\n,\n'.encode(),
        "Code;Name in Spanish;Other\nA;Suciedad ñ;nada\n".encode(),
    ],
)
def test_whatever_a_spreadsheet_writes_is_read(content: bytes) -> None:
    assert [line.cells for line in SHEET.parsed(SHEET.text_of(content))] == [{"code": "A", "name_es": "Suciedad ñ"}]


@pytest.mark.any_database
@pytest.mark.parametrize("text", ["=1+1", "-5 °C", "+", "@casa", "＝x", "'citado'"])
def test_what_an_export_made_harmless_is_read_back_as_it_was(text: str) -> None:
    from apps.common.spreadsheets import harmless

    (line,) = SHEET.parsed(f'code,name_es\nA,"{harmless(text)}"\n')
    assert line.cells["name_es"] == text


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"name_es\nSuciedad\n", "code"),
        (b"code,code\nA,B\n", "twice"),
        (b"code\n\n", "nothing in the file"),
        (b"code\n" + b"A\n" * 1001, "too many lines"),
        (b"x" * (SHEET.most_bytes + 1), "too large"),
        (b"\xff\xfe\x00", "encoding"),
        (b"code,\x81\x8d\n", "encoding"),
        (b'code,name_es\nA,"' + b"x" * 140_000 + b'"\n', "no CSV"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        SHEET.parsed(SHEET.text_of(content))
