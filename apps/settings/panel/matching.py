"""All that a list's search and filters match, also on other pages: offered for selection, and told in a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.settings.templatetags.numbers import number

if TYPE_CHECKING:
    from apps.settings.panel.changelist import PanelChangeList


def offer(changelist: PanelChangeList) -> dict[str, str]:
    """What the box that selects them says before and after; nothing when the page shows them all."""
    found, shown, most = changelist.paginator.count, len(changelist.result_list), changelist.model_admin.bulk_at_most
    if found <= shown:
        return {}
    page = ngettext(
        "%(count)s row of this page is selected, the only one.", "All %(count)s rows of this page are selected.", shown
    )
    count = number(min(found, most))
    offered, done = _words(changelist) if found <= most else _words_of_first()
    values = {"count": count}
    return {"count": count, "page": page % {"count": number(shown)}, "offered": offered % values, "done": done % values}


def _words(changelist: PanelChangeList) -> tuple[str, str]:
    if changelist.is_narrowed:
        return _("Select all %(count)s that match"), _("All %(count)s that match are selected.")
    return _("Select all %(count)s of the list"), _("All %(count)s of the list are selected.")


def _words_of_first() -> tuple[str, str]:
    return (
        _("Select the first %(count)s, as many as are done at once"),
        _("The first %(count)s are selected, as many as are done at once."),
    )


def told(changelist: PanelChangeList, most: int) -> list[str]:
    """Which rows they are, in sentences."""
    criteria = "; ".join(_criteria(changelist))
    what = _("All that match are meant, also on the other pages: %(criteria)s.") % {"criteria": criteria}
    sentences = [what if criteria else _("The whole list is meant, with all its pages.")]
    if changelist.paginator.count > most:
        words = _("No more than %(count)s are done at once: the first of the list. The others stay as they are.")
        sentences.append(words % {"count": number(most)})
    return sentences


def _criteria(changelist: PanelChangeList) -> list[str]:
    """The search and the filters as they are told: "Status: Enabled"."""
    form = changelist.filter_form
    search = [_("Search: %(words)s") % {"words": changelist.query}] if changelist.query else []
    return [*search, *(form.told().values() if form else ())]
