"""Every program of the integrators' guide, taken from its page and run as it stands there against `make demo`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from django.conf import settings

from apps.api.guide.chapters import CHAPTERS
from apps.api.guide.samples import FOLDER
from tests.flows.demo import Demo
from tests.flows.guide import Reader, page_in, programs_of
from tests.flows.person import Person

pytestmark = pytest.mark.interop
SAMPLES = [name.replace("_", "-") for chapter in CHAPTERS for name in chapter.programs]
LANGUAGES = ("sh", "py", "mjs")
# Those that wait for somebody in front of a browser.
WITH_A_PERSON = "authorize"

Rows = dict[str, Any]
# What must be in what a program prints; `known` is what the server says of the first item and of the totals.
PRINTED: dict[str, Callable[[Rows], list[str]]] = {
    "first-token": lambda known: [r"^cnxat_\w+$"],
    "first-call": lambda known: [re.escape(known["code"])],
    "authorize": lambda known: [r"cnxat_\w+", r"cnxrt_\w+"],
    "hawk": lambda known: [re.escape(known["code"])],
    "paging": lambda known: [re.escape(known["code"]), rf"^{known['total']} rows$"],
    "filters": lambda known: [rf"\b{known['equipment']}\b"],
    "create": lambda known: [r"\d+"],
    "change": lambda known: ["Inspected on Monday"],
    "careful": lambda known: ["^not_found - "],
    "limits": lambda known: [r"ratelimit-limit:? \d+", r"ratelimit-remaining:? \d+", r"ratelimit-reset:? \d+"],
    "settings": lambda known: [r"cnxcs_\w+"],
}


@pytest.fixture(scope="module")
def programs(demo_server: Demo) -> dict[str, str]:
    return programs_of(page_in(demo_server.url, "en"))


@pytest.fixture(scope="module")
def reader(demo_server: Demo, programs: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Who has filled in what the first chapter asks for, and got a token as the second one says."""
    named = {"BASE_URL": demo_server.url, "CLIENT_ID": demo_server["CC_CLIENT_ID"], "API_KEY": demo_server["API_KEY"]}
    secret = {"CLIENT_SECRET": demo_server["CC_CLIENT_SECRET"], "API_SECRET": demo_server["API_SECRET"]}
    reader = Reader(tmp_path_factory.mktemp("reader"), named | secret)
    reader.variables["TOKEN"] = reader.run("token.sh", programs["first-token.sh"]).strip()
    return reader


@pytest.fixture(scope="module")
def known(reader: Reader) -> Rows:
    headers = {"Authorization": f"Bearer {reader.variables['TOKEN']}"}
    url = f"{reader.variables['BASE_URL']}/api/items"
    first = requests.get(url, {"limit": 1}, headers=headers, timeout=30).json()
    equipment = requests.get(url, {"id_type_item": "2", "active": "true"}, headers=headers, timeout=30).json()["total"]
    return {"code": first["data"][0]["code"], "total": first["total"], "equipment": equipment}


@pytest.fixture(scope="module")
def owners_token(demo_server: Demo, more_consumers: dict[str, str], programs: dict[str, str], reader: Reader) -> str:
    """A Super Administrator's, got by the guide's own program with the permissions that its chapter names."""
    app = {"CLIENT_ID": more_consumers["MANAGING_CLIENT_ID"], "CLIENT_SECRET": more_consumers["MANAGING_CLIENT_SECRET"]}
    owner = Person(demo_server["SUPERADMIN_EMAIL"], demo_server["SUPERADMIN_PASSWORD"])
    text = programs["authorize.sh"].replace("items:view", "api api_connections:view api_connections:add")
    printed = reader.talk("owner.sh", text, owner.allow, **app, REDIRECT_URI=demo_server["CODE_REDIRECT_URI"])
    found = re.search(r"cnxat_\w+", printed)
    assert found, printed
    return found[0]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_page_shows_the_files_in_every_language_with_the_servers_own_address(
    demo_server: Demo, language: str
) -> None:
    page = page_in(demo_server.url, language)
    shown = programs_of(page)
    assert set(shown) == {f"{name}.{suffix}" for name in SAMPLES for suffix in LANGUAGES}
    assert {name: (FOLDER / name.replace("-", "_")).read_text() for name in shown} == shown
    assert f"export BASE_URL=&quot;{demo_server.url}&quot;" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_program_does_what_its_chapter_says(
    demo_server: Demo,
    programs: dict[str, str],
    reader: Reader,
    known: Rows,
    owners_token: str,
    name: str,
    language: str,
) -> None:
    file = f"{name}.{language}"
    printed = printed_by(file, programs[file], reader, demo_server, known, owners_token)
    for pattern in PRINTED[name](known):
        assert re.search(pattern, printed, re.MULTILINE), f"{pattern} is not in what {file} prints: {printed}"


def printed_by(file: str, text: str, reader: Reader, demo_server: Demo, known: Rows, owners_token: str) -> str:
    name, _, language = file.partition(".")
    if name == WITH_A_PERSON:
        return reader.talk(file, text, demo_server.allow, **app_of(demo_server))
    if name == "settings":
        return reader.run(file, text, TOKEN=owners_token, CONSUMER_NAME=f"Guide {language}")
    return reader.run(file, text, ITEM_CODE=known["code"] if name == "change" else f"GUIDE-{language}")


def app_of(demo_server: Demo) -> dict[str, str]:
    app = {"CLIENT_ID": demo_server["CODE_CLIENT_ID"], "CLIENT_SECRET": demo_server["CODE_CLIENT_SECRET"]}
    return app | {"REDIRECT_URI": demo_server["CODE_REDIRECT_URI"]}
