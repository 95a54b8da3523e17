"""A form that is not saved yet: it is not lost by a slip, and not saved twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from tests.e2e.consumers import LIST, fill, open_new, save_of
from tests.e2e.looks import AT_REST, enter
from tests.factories import GroupFactory

GROUP, NAME = "Integraciones", "Puente ERP"


@pytest.fixture(autouse=True)
def group(account: Account) -> None:
    GroupFactory.create(account=account, name=GROUP)


def test_what_is_not_saved_is_not_lost_by_a_slip(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LIST)
    panel, question = open_new(page), page.locator("#confirm")
    panel.locator("#id_name").fill(NAME)
    panel.locator(".panel-head a").click()
    question.get_by_role("button", name="Stay").click()
    expect(panel.locator("#id_name")).to_have_value(NAME)
    page.go_back()
    question.get_by_role("button", name="Stay").click()
    expect(panel.locator("#id_name")).to_have_value(NAME)
    panel.locator(".panel-head a").click()
    question.get_by_role("button", name="Leave").click()
    expect(panel).to_be_hidden()
    expect(page).to_have_url(re.compile(LIST + "$"))
    assert not Consumer.objects.exists()


def test_save_in_the_strip_is_active_only_when_something_is_unsaved(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LIST + "add/")
    save = page.locator("[data-save]")
    expect(save).to_be_disabled()
    page.locator("#id_name").fill(NAME)
    expect(save).to_be_enabled()
    page.locator("#id_name").fill("")
    expect(save).to_be_disabled()
    page.locator("#id_name").fill(NAME)
    page.locator(".sidebar").get_by_role("link", name="User Accounts").click()
    page.locator("#confirm").get_by_role("button", name="Stay").click()
    expect(page.locator("#id_name")).to_have_value(NAME)
    save.click()
    expect(page.locator("#id_permission_group_error")).to_be_visible()


def test_a_second_click_makes_no_second_consumer(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LIST)
    panel = open_new(page)
    fill(panel, name=NAME, group=GROUP)
    save_of(panel).dblclick()
    expect(page.locator("[data-secret-box]")).to_be_visible()
    assert Consumer.objects.count() == 1


def test_a_field_that_was_made_taller_breaks_no_policy_when_the_answer_replaces_it(page: Page, ana: User) -> None:
    enter(page, ana)
    page.goto(LIST)
    panel = open_new(page)
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text) if "Security Policy" in message.text else None)
    page.evaluate(AT_REST)
    box = panel.locator("#id_description").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] + 60)
    page.mouse.up()
    expect(panel.locator("#id_description")).to_have_attribute("style", re.compile("height"))
    save_of(panel).click()
    expect(panel.locator(".error-summary")).to_be_visible()
    assert not violations
