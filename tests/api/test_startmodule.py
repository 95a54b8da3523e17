"""`manage.py startmodule`: what it refuses and what it would write. That the result works is in tests/operations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.api.startmodule import edits, files, names

TOP = Path(settings.BASE_DIR)
VEHICLES = names.words("vehicles", "vehicle")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("Vehicles", "must be small letters"),
        ("fleet vehicles", "must be small letters"),
        ("../vehicles", "must be small letters"),
        ("v" * 41, "must be small letters"),
        ("class", "is a word of Python"),
        ("items", "there is a module 'items' already"),
        ("me", "/api/me is taken"),
        ("docs", "/api/docs is taken"),
        ("staticfiles", "there is an app with the label 'staticfiles' already"),
        ("common", "there is an app with the label 'common' already"),
        ("api", "apps/api exists already"),
        ("flows", "tests/flows exists already"),
        ("fleet", "say what one of 'fleet' is called"),
    ],
)
def test_a_bad_or_taken_name_is_refused_in_one_line(name: str, complaint: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("startmodule", name)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_one_and_several_need_different_names() -> None:
    with pytest.raises(CommandError, match="needs a name of its own"):
        call_command("startmodule", "fleet", one="fleet")


@pytest.mark.parametrize(
    ("several", "one"),
    [("vehicles", "vehicle"), ("batteries", "battery"), ("boxes", "box"), ("service_orders", "service_order")],
)
def test_what_one_of_them_is_called(several: str, one: str) -> None:
    assert names.singular(several) == one


def test_every_place_in_the_project_is_found_exactly_once() -> None:
    texts, left = edits.applied(TOP, [edit.of(VEHICLES) for edit in edits.EDITS])
    assert left == []
    assert all("vehicle" in text.lower() for text in texts.values())


def test_a_place_that_is_not_there_is_named_to_be_added_by_hand(tmp_path: Path) -> None:
    texts, left = edits.applied(tmp_path, [edit.of(VEHICLES) for edit in edits.EDITS])
    assert texts == {}
    assert 'config/settings.py: "apps.vehicles",' in [edit.by_hand for edit in left]


def test_what_it_is_takes_less_than_fifty_lines_to_edit() -> None:
    """The model, and what is written, shown and recorded of it; the rest of the files is the same for everything."""
    made = files.made_of(VEHICLES)
    edited = ("apps/vehicles/models.py", "apps/api/resources/vehicles.py", "apps/audit/events/vehicles.py")
    fields = [
        line
        for path in edited
        for line in made[path].splitlines()
        if any(word in line for word in ("models.", "Field(", "Event(", "verbose_name", "_("))
    ]
    assert len(fields) < 30
    assert sum(len(made[path].splitlines()) for path in edited) < 100
