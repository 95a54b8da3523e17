"""The panel of a new OAuth consumer, as somebody uses it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

LIST = "/settings/api-connections/consumers/"


@dataclass(frozen=True)
class Words:
    """The words on the screen that the walk looks for: in the three languages, as the product's own table has them."""

    section: str
    tab: str
    new: str
    save: str
    grant: str
    name: str
    group: str
    blank: str
    showing: str

    def is_blank(self, label: str) -> str:
        return self.blank.format(label)


WORDS = {
    "en": Words(
        "API Connections", "OAuth consumers", "New OAuth consumer", "Save",
        "Grant type", "Name", "Group permissions", "{} cannot be blank", "Showing 1 of 1",
    ),
    "es": Words(
        "Conexiones API", "Consumidores OAuth", "Nuevo consumidor OAuth", "Guardar",
        "Tipo de concesión", "Nombre", "Grupos de permisos", "{} no puede estar en blanco", "Mostrando 1 de 1",
    ),
    "pt-br": Words(
        "Conexões API", "Consumidores OAuth", "Novo consumidor OAuth", "Salvar",
        "Tipo de concessão", "Nome", "Grupos de permissões", "{} não pode ficar em branco", "Mostrando 1 de 1",
    ),
}  # fmt: skip


def open_new(page: Page) -> Locator:
    """The panel, from a list that is open; without JavaScript the page that stands for it."""
    page.locator(".fab").click()
    expect(page.locator("#panel-form")).to_be_visible()
    return page.locator("#panel[open], .panel-page")


def save_of(panel: Locator) -> Locator:
    return panel.locator(".panel-head button[type=submit]")


def fill(panel: Locator, *, name: str, group: str) -> None:
    panel.locator("#id_authorization_grant_type").select_option("client-credentials")
    panel.locator("#id_name").fill(name)
    panel.locator("#id_permission_group").select_option(label=group)


def shown(page: Page, line: str) -> str:
    """What the box that shows a secret once holds, by the name of its line in the .env file."""
    value = page.locator(f"[data-secret-box] [data-env={line}]").input_value()
    assert value
    return value


def finish(page: Page) -> None:
    """Say that the secret is saved, and close."""
    page.locator("[data-saved-it]").check()
    page.locator("[data-secret-box] [data-panel-close]").click()
    expect(page.locator("[data-secret-box]")).to_have_count(0)


def row_of(page: Page, text: str) -> Locator:
    return page.locator("tr[data-row]").filter(has_text=text)
