"""Rules about the files themselves, which no linter knows."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from apps.common.tokens import PATTERN

TOP = Path(__file__).resolve().parent.parent
NOT_OURS = re.compile(
    r"^\.(git|venv|hypothesis|.*_cache)$|^(var|staticfiles|htmlcov|test-results|node_modules|__pycache__)$"
)
TOP_LEVEL = {
    *(".ci", ".env.example", ".gitignore", ".dockerignore", "Dockerfile", "compose.yaml", "Makefile", "manage.py"),
    *("pyproject.toml", "requirements.txt", "requirements-s3.txt", "requirements-dev.txt", "gunicorn.conf.py"),
    *("README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *("apps", "config", "fixtures", "locale", "static", "templates", "tests"),
}
DOORS = ("settings", "oauth", "api")
# Written in pieces, so that this file does not hold what it forbids.
REGISTRIES = ["".join(halves) for halves in (("pyp", "i.org"), ("python", "hosted.org"), ("npm", "js.(org|com)"))]
OPTIONS = ("--index-url", "--extra-index-url", "--find-links")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error|[Cc]oming so" r"on)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(ro" r"ot|ho" r"me|wo" r"rk|Us" r"ers|opt)/\w")
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|\bhx-on\b|javascript:|<script\b(?![^>]*\bsrc=)""", re.IGNORECASE
)
NEVER_IN_FIXTURES = ("secret", "token", "code_challenge", "digest", "sealed", "token_checksum", "key_version")
SECRETLESS_MODELS = {
    *("accounts.account", "accounts.archive", "accounts.permissiongroup", "accounts.user", "audit.transaction"),
    *("connections.apikey", "connections.authorization", "connections.consumer", "company.thirdparty"),
    *("company.catalog", "company.catalogentry"),
    *("company.holiday", "company.workingweek", "accounts.logo"),
    *("company.guestportal", "company.tax", "company.exchangerate", "company.costcentre"),
    *("connections.calladdress", "connections.callmeter", "connections.permissionuse", "connections.refusal"),
    *("company.document", "company.documentversion", "maintenance.itemdocument", "maintenance.persondocument"),
    *("maintenance.attachment", "maintenance.item", "maintenance.meter"),
    *("maintenance.meterreading", "maintenance.movement", "maintenance.movementline", "maintenance.numbering"),
    *("maintenance.person", "maintenance.plannedtask", "maintenance.stock", "maintenance.warehouse"),
    *("maintenance.workorder", "maintenance.workrequest", "maintenance.worktask"),
}


def files(folder: Path = TOP) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if NOT_OURS.match(path.name):
            continue
        yield from files(path) if path.is_dir() else [path]


def texts(*suffixes: str, under: str = "") -> Iterator[tuple[str, str]]:
    """Every text file of ours, or those with one of `suffixes`, by its path from the top."""
    for path in files(TOP / under):
        if not suffixes or path.suffix in suffixes:
            try:
                yield str(path.relative_to(TOP)), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def findings(pattern: re.Pattern[str], *suffixes: str, under: str = "") -> list[str]:
    """Where `pattern` is found, as path:line."""
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[0].strip()}"
        for name, text in texts(*suffixes, under=under)
        for found in pattern.finditer(text)
    ]


def test_the_top_level_is_fixed() -> None:
    assert {path.name for path in TOP.iterdir() if not NOT_OURS.match(path.name)} <= TOP_LEVEL | {".env"}


def test_no_file_names_a_package_registry() -> None:
    assert findings(re.compile("|".join(REGISTRIES), re.IGNORECASE)) == []


def test_the_locked_requirements_name_no_source_and_every_line_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt"):
        text = (TOP / name).read_text()
        assert not [option for option in OPTIONS if option in text]
        pins = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)
        unhashed = re.findall(r"^[\w.\[\],-]+==[^\\\n]*\n(?! +--hash)", text, re.MULTILINE)
        assert pins
        assert unhashed == []


def test_the_tests_run_on_the_same_versions_as_production() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.\[\],-]+==\S+)", (TOP / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-s3.txt") <= pins("requirements-dev.txt")


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert findings(MACHINE_PATH) == []


def test_nothing_is_left_for_later() -> None:
    assert findings(UNFINISHED, ".py", ".html", ".js", ".css", ".md", ".toml", under="") == []


def test_templates_hold_no_inline_style_handler_or_script() -> None:
    assert findings(INLINE, ".html", under="templates") == []


# --- Python ---------------------------------------------------------------------------------------------------------
def trees(under: str) -> Iterator[tuple[str, ast.Module]]:
    for name, text in texts(".py", under=under):
        if "/migrations/" not in name:
            yield name, ast.parse(text)


def is_write(call: ast.Call) -> bool:
    """Whether the call looks like a model's or queryset's: dict.update takes a mapping, cache.delete takes a key."""
    if not isinstance(call.func, ast.Attribute):
        return False
    match call.func.attr:
        case "save" | "bulk_create" | "bulk_update" | "get_or_create" | "update_or_create":
            return True
        case "create" | "update" | "delete":
            return not call.args
    return False


@pytest.mark.parametrize("door", DOORS)
def test_a_door_writes_only_through_services(door: str) -> None:
    writes = [
        f"{name}:{node.lineno}"
        for name, tree in trees(f"apps/{door}")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_write(node)
    ]
    assert writes == []


def imports(tree: ast.AST) -> Iterator[str]:
    """What is imported when the code runs; what only the type checker sees does not count."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from imports(node)


def test_only_the_doors_speak_http() -> None:
    speakers = {
        name
        for name, tree in trees("apps")
        if name.split("/")[1] not in DOORS and any(f"{found}.".startswith("django.http.") for found in imports(tree))
    }
    assert speakers == set()


# --- What belongs together ------------------------------------------------------------------------------------------
def test_every_variable_is_in_the_example_and_in_the_readme() -> None:
    read = (TOP / "config/settings.py").read_text() + (TOP / "apps/common/environment.py").read_text()
    variables = set(re.findall(r"""\benv(?:\.\w+\(|, )"([A-Z_]+)\"""", read))
    assert {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DEMO", "BEHIND_PROXY", "ENV_FILE"} <= variables
    example, readme = (TOP / ".env.example").read_text(), (TOP / "README.md").read_text()
    assert {name for name in variables if not re.search(rf"^#? ?{name}=", example, re.MULTILINE)} == set()
    assert {name for name in variables if f"`{name}`" not in readme} == set()


def test_compiled_catalogues_say_what_their_sources_say() -> None:
    for source in sorted((TOP / "locale").rglob("*.po")):
        compiled = {(entry.msgctxt, entry.msgid): entry for entry in polib.mofile(str(source.with_suffix(".mo")))}
        wanted = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(source)).translated_entries()}
        assert compiled.keys() == wanted.keys(), source
        for key, entry in wanted.items():
            assert (compiled[key].msgstr, compiled[key].msgstr_plural) == (entry.msgstr, entry.msgstr_plural), key


# --- Fixtures -------------------------------------------------------------------------------------------------------
def rows() -> Iterator[dict[str, object]]:
    for path in sorted((TOP / "fixtures").glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def test_fixtures_hold_no_model_that_keeps_a_secret() -> None:
    assert {str(row["model"]) for row in rows()} == SECRETLESS_MODELS


def test_fixtures_hold_no_password_secret_or_token() -> None:
    for row in rows():
        fields = row["fields"]
        assert isinstance(fields, dict)
        assert fields.get("password", "!") == "!", row
        assert not set(NEVER_IN_FIXTURES) & set(fields), row
    assert findings(PATTERN, ".json", under="fixtures") == []


def test_every_address_in_the_fixtures_is_invented() -> None:
    addresses = re.compile(
        r"[\w.+-]+@(?![\w.-]+\.example\b)[\w.-]+|https?://(?![\w.-]+\.example\b|127\.0\.0\.1)[^\"\s]+"
    )
    assert findings(addresses, ".json", under="fixtures") == []
