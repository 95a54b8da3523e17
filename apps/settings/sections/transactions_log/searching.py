"""What the search of a long log looks through, said on the page, and the ways to what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.settings.access import account_of
from apps.settings.panel.changelist import PAGE
from apps.settings.panel.context import with_parameters
from apps.settings.sections.transactions_log.actors import actors
from apps.settings.templatetags.numbers import number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.panel.changelist import PanelChangeList

SEARCHED = 5_000
OFFERED = 3


def newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The SEARCHED newest of `rows`, with what happened at the same moment as the last of them.

    They are told by their moments and not as a list: PostgreSQL would look for each row of the log in that.
    """
    edge = _in_order(rows).values_list("at", flat=True)[SEARCHED - 1 : SEARCHED]
    return rows.filter(at__gte=edge[0]) if edge else rows


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-at", "-number")


def told(request: HttpRequest, changelist: PanelChangeList) -> dict[str, Any]:
    """What settings/transactions_log/list.html says of the search; nothing when it looked through all."""
    if not (changelist.query and changelist.is_long and _has_more(changelist.filtered)):
        return {}
    words = _("Only the newest %(count)s transactions were searched. Choose dates in the filter to search older ones.")
    if changelist.filter_form and changelist.filter_form.count:
        words = _(
            "Of what the filters leave, only the newest %(count)s were searched. Choose dates to search older ones."
        )
    return {"searched": words % {"count": number(SEARCHED)}, "people": list(_people(request, changelist.query))}


def _has_more(rows: QuerySet[Any]) -> bool:
    return _in_order(rows)[SEARCHED : SEARCHED + 1].exists()


def _people(request: HttpRequest, words: str) -> list[dict[str, str]]:
    """Whoever the words may mean, with the address of everything that they did, which an index finds."""
    names = [name for _key, name in actors(account_of(request), words)[:OFFERED]]
    return [{"name": name, "url": with_parameters(request, q=None, actor=name, **{PAGE: None})} for name in names]
