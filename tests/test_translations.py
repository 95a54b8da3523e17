"""The catalogues are whole, true to the code and to the binding words; every page speaks the reader's language.

Works without the gettext tools: Python is read as a syntax tree, templates through Django's own `templatize`.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from apps.accounts.models import User

TOP = Path(__file__).resolve().parent.parent
LANGUAGES = {"es": "es", "pt-br": "pt_BR"}
CALL = re.compile(r"\b(n?p?gettext|_)\(")
LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]|\{\w*\}|<[^>]+>")

# The words on the screen that translations must use: English, Spanish, Portuguese (Brazil).
BINDING = [
    ("Settings", "Configuración", "Configurações"),
    ("API Connections", "Conexiones API", "Conexões API"),
    ("API Connection", "Conexión API", "Conexão de API"),
    ("OAuth consumers", "Consumidores OAuth", "Consumidores OAuth"),
    ("App authorizations", "Autorizaciones de aplicaciones", "Autorizações de aplicativos"),
    ("Authorization code", "Código de autorización", "Código de autorização"),
    ("Client credentials", "Credenciales de cliente", "Credenciais do cliente"),
    ("Grant type", "Tipo de concesión", "Tipo de concessão"),
    ("Name", "Nombre", "Nome"),
    ("Description", "Descripción", "Descrição"),
    ("Group permissions", "Grupos de permisos", "Grupos de permissões"),
    ("Credentials:", "Credenciales:", "Credenciais:"),
    ("Creation date", "Fecha de creación", "Data de criação"),
    ("Key", "Clave", "Chave"),
    ("Secret", "Secreto", "Segredo"),
    ("Save", "Guardar", "Salvar"),
    ("Showing %(shown)s of %(total)s", "Mostrando %(shown)s de %(total)s", "Mostrando %(shown)s de %(total)s"),
    ("%(field)s cannot be blank", "%(field)s no puede estar en blanco", "%(field)s não pode ficar em branco"),
    ("General", "General", "Geral"),
    ("User Accounts", "Cuentas de usuario", "Contas de usuário"),
    ("Business Calendar", "Calendario laboral", "Calendário comercial"),
    ("Modules", "Módulos", "Módulos"),
    ("Financial", "Financiero", "Financeiro"),
    ("Auxiliary Catalogs", "Catálogos auxiliares", "Catálogos auxiliares"),
    ("Document Management", "Gestión documental", "Gestão documental"),
    ("Transactions Log", "Registro de transacciones", "Registro de transações"),
    ("Security", "Seguridad", "Segurança"),
    ("Guest Portal", "Portal de invitados", "Portal de visitantes"),
    ("Account", "Cuenta", "Conta"),
]

Message = tuple[str | None, str, str]
"""Context, text, and its plural or ""."""


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(TOP / "locale" / LANGUAGES[language] / "LC_MESSAGES" / "django.po"))


def message(kind: str, texts: list[str]) -> Message:
    """The message that a call of the gettext function `kind` asks for."""
    context = texts.pop(0) if "p" in kind.removesuffix("_lazy").removesuffix("gettext") else None
    return context, texts[0], texts[1] if kind.startswith("n") else ""


def in_python(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            assert texts, f"{path}:{node.lineno}: only text that stands there can be translated"
            yield message(names[node.func.id], [str(text) for text in texts])


def in_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in CALL.finditer(code):
        wanted = 1 + ("n" in call[1].removesuffix("gettext")) + ("p" in call[1].removesuffix("gettext"))
        literals = [ast.literal_eval(found[0]) for found in LITERAL.finditer(code, call.end())][:wanted]
        yield message(call[1], literals)


@cache
def in_code() -> dict[Message, str]:
    """Every message of the product, and a file that holds it."""
    found: dict[Message, str] = {}
    for folder in ("apps", "config"):
        for path in sorted((TOP / folder).rglob("*.py")):
            found |= dict.fromkeys(in_python(path), path.name)
    for path in sorted((TOP / "templates").rglob("*.*")):
        found |= dict.fromkeys(in_template(path), path.name)
    return found


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(language) if not entry.obsolete}
    code = in_code()
    assert len(code) > 500
    assert {text: where for text, where in code.items() if text not in known} == {}
    assert known - code.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_unsure(language: str) -> None:
    catalog = catalogue(language)
    assert not catalog.metadata_is_fuzzy
    assert [entry.msgid for entry in catalog if entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in catalog if not all(translations(entry))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_those_of_the_english_text(language: str) -> None:
    for entry in catalogue(language):
        wanted = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in translations(entry):
            assert sorted(PLACEHOLDER.findall(text)) == wanted, entry.msgid
            assert (text[:1].isspace(), text[-1:].isspace()) == (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())


@pytest.mark.parametrize(("english", "spanish", "portuguese"), BINDING)
def test_the_binding_words_are_used(english: str, spanish: str, portuguese: str) -> None:
    """A word that no page shows yet is in no catalogue."""
    if (None, english, "") not in in_code():
        assert catalogue("es").find(english) is None
        return
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = translation.gettext(english)
    assert said == {"es": spanish, "en": english, "pt-br": portuguese}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_field_is_named_as_its_label_everywhere(language: str) -> None:
    with translation.override(language):
        pattern = translation.gettext("%(field)s cannot be blank")
        for entry in catalogue(language):
            label = entry.msgid.removesuffix(" cannot be blank")
            if label != entry.msgid and not label.startswith("%"):
                assert entry.msgstr == pattern % {"field": translation.gettext(label)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title", "blank", "wrong"),
    [
        ("es", "Iniciar sesión", "Contraseña no puede estar en blanco", "contraseña que ha indicado no son correctas"),
        ("en", "Sign in", "Password cannot be blank", "and/or password you specified are not correct"),
        ("pt-br", "Entrar", "Senha não pode ficar em branco", "e/ou senha especificados estão incorretos"),
    ],
)
def test_the_sign_in_page_speaks(language: str, title: str, blank: str, wrong: str, ana: User) -> None:
    client = Client(headers={"accept-language": language})
    assert f"<h1>{title}</h1>" in client.get("/sign-in/").content.decode()
    answer = client.post("/sign-in/", {"login": ana.email, "password": ""})
    assert blank in answer.content.decode()
    answer = client.post("/sign-in/", {"login": ana.email, "password": "not the password"})
    assert wrong in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()
