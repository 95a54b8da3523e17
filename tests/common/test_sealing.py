import pytest
from pytest_django import Settings

from apps.common import keyring
from apps.common.sealing import CannotOpen, open_sealed, seal

PLACE = "api_secret|account=1|row=a|secret"


def test_R122_a_sealed_value_opens_in_its_place() -> None:
    assert open_sealed(seal("the secret", place=PLACE), place=PLACE) == "the secret"


def test_R122_a_sealed_value_does_not_open_elsewhere() -> None:
    with pytest.raises(CannotOpen):
        open_sealed(seal("the secret", place=PLACE), place=PLACE.replace("account=1", "account=2"))


def test_R122_sealing_twice_gives_two_different_values() -> None:
    assert seal("the secret", place=PLACE) != seal("the secret", place=PLACE)


def test_R122_an_altered_value_does_not_open() -> None:
    sealed = seal("the secret", place=PLACE)
    altered = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(CannotOpen):
        open_sealed(altered, place=PLACE)


def test_R138_a_new_version_in_front_still_opens_what_the_old_one_sealed(settings: Settings) -> None:
    sealed = seal("the secret", place=PLACE)
    settings.FIELD_KEYS = keyring.parse(keyring.generate("2").split(",")) + settings.FIELD_KEYS
    assert open_sealed(sealed, place=PLACE) == "the secret"
    assert seal("the secret", place=PLACE).startswith("2$")


def test_R122_a_version_label_cannot_be_exchanged(settings: Settings) -> None:
    sealed = seal("the secret", place=PLACE)
    settings.FIELD_KEYS += keyring.parse(keyring.generate("2").split(","))
    with pytest.raises(CannotOpen):
        open_sealed("2$" + sealed.partition("$")[2], place=PLACE)
