"""No search, no filter and no bulk action of a list reaches a row of another account."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import Consumer
from apps.settings.panel import PanelAdmin
from apps.settings.site import site
from tests.conftest import sign_in
from tests.isolation.strangers import MARK, rows_of

pytestmark = pytest.mark.django_db


def lists() -> list[PanelAdmin]:
    return [screen for screen in site.screens if isinstance(screen, PanelAdmin) and screen.section.name != "accounts"]


@pytest.mark.parametrize("screen", lists(), ids=lambda screen: screen.url_name)
def test_R102_no_search_and_no_filter_reaches_a_row_of_another_account(
    ours: Account, other_account: Account, carla: User, screen: PanelAdmin
) -> None:
    client, own = sign_in(carla), screen.rows(other_account).count()
    assert client.get(screen.url, {"q": MARK}).context["total"] == "0"
    rows: dict[str, Any] = {"group": PermissionGroup, "app": Consumer, "user": User}
    for name, model in rows.items():
        response = client.get(screen.url, {name: model.objects.of(ours).latest("pk").pk})
        assert response.context["total"] in ("0", str(own))
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("screen", lists(), ids=lambda screen: screen.url_name)
def test_R102_no_bulk_action_reaches_a_row_of_another_account(ours: Account, carla: User, screen: PanelAdmin) -> None:
    client, before = sign_in(carla), rows_of(ours)
    selected = [row.pk for row in screen.rows(ours)]
    for action in screen.bulk_actions:
        if action.page:
            client.post(f"{screen.url_of(action.page)}?{'&'.join(f'selected={key}' for key in selected)}")
        client.post(screen.url, {"action": action.name, "selected": selected})
    assert rows_of(ours) == before
