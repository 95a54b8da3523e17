"""ETag, If-None-Match and If-Match (RFC 9110): a read that has not changed, a write that would undo another's."""

import pytest

from apps.accounts.models import Account
from apps.connections import hawk
from apps.maintenance.models import Item
from tests.api.hawk_helpers import Signer, send
from tests.api.helpers import Program, new_item, token_for
from tests.threads import at_once


@pytest.fixture
def item(account: Account) -> Item:
    return new_item(account, "EQ-1")


@pytest.mark.usefixtures("item")
@pytest.mark.parametrize("path", ["/api/items", "/api/items/EQ-1", "/api/items?limit=1", "/api/me"])
def test_R100_a_read_that_has_not_changed_is_304_without_a_body(program: Program, path: str) -> None:
    tag = program.get(path)["ETag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        for method in ("GET", "HEAD"):
            response = program.call(method, path, **{"If-None-Match": known})
            assert (response.status_code, response.content) == (304, b"")
            assert response["ETag"] == tag
            assert "Content-Type" not in response
            assert response["Cache-Control"] == "no-store"
            assert "ratelimit-remaining" in response
    assert program.get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_change_changes_the_tag_and_nothing_else_does(account: Account, item: Item, program: Program) -> None:
    tag = program.get("/api/items/EQ-1")["ETag"]
    assert program.call("HEAD", "/api/items/EQ-1", **{"Accept-Language": "es"})["ETag"] == tag
    assert Program(token_for(account)).get("/api/items/EQ-1")["ETag"] == tag
    changed = program.put("/api/items/EQ-1", {"notes": "nueva"})
    assert changed["ETag"] != tag
    assert program.get("/api/items/EQ-1")["ETag"] == changed["ETag"]
    assert program.get("/api/items/EQ-1", **{"If-None-Match": tag}).status_code == 200


def test_what_a_list_counts_is_part_of_its_tag(account: Account, item: Item, program: Program) -> None:
    tag = program.get("/api/items?limit=1")["ETag"]
    new_item(account, "EQ-2")
    assert program.get("/api/items?limit=1")["ETag"] != tag


def test_an_answer_to_a_new_row_has_the_tag_of_the_row(program: Program) -> None:
    made = program.post("/api/items", {"code": "EQ-7", "id_type_item": 2, "field_1": "Bomba"})
    assert program.get("/api/items/EQ-7")["ETag"] == made["ETag"]


def test_an_error_has_no_tag(program: Program) -> None:
    assert "ETag" not in program.get("/api/items/NONE")
    assert program.get("/api/items/NONE", **{"If-None-Match": "*"}).status_code == 404


@pytest.mark.usefixtures("item")
def test_R079_a_304_to_a_signed_request_is_signed_too(signer: Signer) -> None:
    tag = signer.call("GET", "/api/items")["ETag"]
    authorization = signer.sign("GET", "/api/items")
    response = send("GET", "/api/items", authorization, HTTP_IF_NONE_MATCH=tag)
    empty = hawk.payload_hash("", b"")
    mac = hawk.response_mac(signer.key, hawk.parse(authorization), signer.target("GET", "/api/items"), empty)
    assert response.status_code == 304
    assert response["Server-Authorization"] == f'Hawk mac="{mac}", hash="{empty}"'


@pytest.mark.parametrize("path", ["/api/items/EQ-1", "/api/items?id_fracttal={pk}"])
def test_R100_a_write_that_would_undo_another_is_412(item: Item, program: Program, path: str) -> None:
    path = path.format(pk=item.pk)
    read = program.get("/api/items/EQ-1")["ETag"]
    first = program.put(path, {"notes": "mía"}, **{"If-Match": read})
    second = program.put(path, {"notes": "tuya"}, **{"If-Match": read})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["code"] == "precondition_failed"
    third = program.put(path, {"notes": "tuya"}, **{"If-Match": first["ETag"]})
    assert (third.status_code, Item.objects.get().notes) == (200, "tuya")


@pytest.mark.usefixtures("item")
def test_R100_a_weak_or_malformed_tag_matches_nothing_and_a_star_everything(program: Program) -> None:
    read = program.get("/api/items/EQ-1")["ETag"]
    for named in (f"W/{read}", read.strip('"'), "", "nonsense"):
        assert program.put("/api/items/EQ-1", {"notes": "x"}, **{"If-Match": named}).status_code == 412
    for named in ("*", f'"other", {read}'):
        assert program.put("/api/items/EQ-1", {}, **{"If-Match": named}).status_code == 200
    assert program.put("/api/items/NONE", {}, **{"If-Match": "*"}).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("item")
def test_R100_of_eight_writers_who_read_the_same_exactly_one_writes(program: Program) -> None:
    read = program.get("/api/items/EQ-1")["ETag"]

    def write(index: int) -> int:
        return int(program.put("/api/items/EQ-1", {"notes": f"de {index}"}, **{"If-Match": read}).status_code)

    assert sorted(at_once(8, write)) == [200] + [412] * 7
