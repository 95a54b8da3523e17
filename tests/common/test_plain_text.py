"""Names and descriptions hold no character that nobody sees."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account, PermissionGroup, User
from apps.common.plain_text import one_line, validate_line, validate_lines
from apps.connections.models import Consumer

UNSEEN = {
    "bell": "\a", "end of line": "\n", "carriage return": "\r", "tab": "\t", "next line": "\x85", "nul": "\0",
    "right-to-left override": "\u202e", "isolate": "\u2066", "left-to-right mark": "\u200e", "joiner": "\u200d",
    "zero-width space": "\u200b", "soft hyphen": "\u00ad", "line separator": "\u2028", "private use": "\ue000",
    "tag": "\U000e0041",
}  # fmt: skip
VISIBLE = ("Campo móvil", "Ação & Co. <3", "Ñandú № 7 – “día”", "日本語", "שלום", "Sol ☀️ 🌊")


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
def test_a_name_with_a_character_that_nobody_sees_is_refused_by_its_number(character: str) -> None:
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        validate_line(f"ERP{character}bridge")


@pytest.mark.parametrize("text", VISIBLE)
def test_what_people_see_may_be_in_a_name(text: str) -> None:
    validate_line(text)


def test_a_description_may_have_several_lines_and_nothing_else_of_the_kind() -> None:
    validate_lines("First line\r\nsecond line")
    with pytest.raises(ValidationError, match=r"U\+0009, U\+202E"):
        validate_lines("First\u202e line\n\tsecond line")


def test_for_a_place_of_one_line_each_of_them_becomes_a_space() -> None:
    assert one_line(" ERP\r\nBcc:\u202e me@evil.example\t") == "ERP Bcc: me@evil.example"


@pytest.mark.parametrize(
    "field", [(Account, "name"), (User, "name"), (PermissionGroup, "name"), (PermissionGroup, "description"),
              (Consumer, "name"), (Consumer, "description")],
    ids=lambda field: f"{field[0].__name__}.{field[1]}",
)  # fmt: skip
def test_the_names_that_people_read_are_held_to_it(field: tuple[Any, str]) -> None:
    model, name = field
    with pytest.raises(ValidationError, match=r"U\+202E"):
        model._meta.get_field(name).run_validators("gro\u202eda")
