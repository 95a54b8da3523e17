"""Finding by the beginning of a name."""

import pytest

from apps.accounts.models import Account, User
from apps.common.beginnings import begins, plain
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("written", "compared"),
    [("Almacén", "almacen"), ("  ÑANDÚ ", "nandu"), ("Straße 9", "strasse 9"), ("50 %_", "50 %_")],
)
def test_letters_are_compared_without_case_and_accents(written: str, compared: str) -> None:
    assert plain(written) == compared


@pytest.mark.parametrize(
    ("words", "found"),
    [("ál", {"Álamo", "Alba"}), ("alb", {"Alba"}), ("Z", {"Zoë"}), ("zz", set()), ("%", set())],
)
def test_a_name_is_found_by_how_it_begins(account: Account, words: str, found: set[str]) -> None:
    for name in ("Álamo", "Alba", "Zoë"):
        UserFactory.create(account=account, name=name)
    names = set(User.objects.of(account).filter(begins("name_key", words)).values_list("name", flat=True))
    assert names == found


def test_the_key_follows_the_name_however_it_is_written(account: Account) -> None:
    user = UserFactory.create(account=account, name="Ana")
    user.name = "Óscar"
    user.save(update_fields=["name", "name_key"])
    one, two = User.objects.bulk_create([User(email=f"{n}@aguas.example", name="Íñigo", account=account) for n in "ab"])
    assert (user.name_key, one.name_key, two.name_key) == ("oscar", "inigo", "inigo")
