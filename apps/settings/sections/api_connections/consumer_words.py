"""What is asked before consumers are cut off, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.connections.models import Consumer
from apps.settings.sections.api_connections.confirmation import Question
from apps.settings.sections.api_connections.impact import Impact, last_use
from apps.settings.templatetags.numbers import number

ON_A_PAGE, NAMED = 25, 10
"""Of more than a page shows, so many are named."""


def disable_question(rows: Sequence[Consumer], stops: Impact, back_url: str) -> Question:
    count = len(rows)
    if count == 1:
        title, asked = _("Disable the OAuth consumer"), _("Disable %(name)s?") % {"name": rows[0].name}
    else:
        words = ngettext("Disable %(count)d consumer?", "Disable %(count)d consumers?", count)
        title, asked = _("Disable OAuth consumers"), words % {"count": count}
    after = [
        _("Every token is refused from the next call on, and no new one is given."),
        _("For ten minutes you can undo it; then the tokens are gone for good."),
    ]
    words_of_each = [*stops.in_words, *after, *each(rows)]
    return Question(title, asked, words_of_each, _("Disable"), "ban", word_for(rows, stops), back_url)


def delete_question(rows: Sequence[Consumer], stops: Impact, back_url: str) -> Question:
    count = len(rows)
    if count == 1:
        title, asked = _("Delete the OAuth consumer"), _("Delete %(name)s?") % {"name": rows[0].name}
    else:
        words = ngettext("Delete %(count)d consumer?", "Delete %(count)d consumers?", count)
        title, asked = _("Delete OAuth consumers"), words % {"count": count}
    after = _("It cannot be undone: keys, secrets, tokens and authorizations go with it.")
    words_of_each = [*stops.in_words, after, *each(rows)]
    return Question(title, asked, words_of_each, _("Delete"), "trash-2", word_for(rows, stops), back_url)


def each(rows: Sequence[Consumer]) -> list[str]:
    """Of several, which they are and when each was last used; of very many, the first of them."""
    if len(rows) == 1:
        return []
    shown = len(rows) if len(rows) <= ON_A_PAGE else NAMED
    named = [f"{row.name}: {Impact(**last_use([row])).in_words[-1]}" for row in rows[:shown]]
    rest = len(rows) - shown
    more = ngettext("%(count)s more", "%(count)s more", rest) % {"count": number(rest)}
    return [*named, more] if rest else named


def word_for(rows: Sequence[Consumer], stops: Impact) -> str:
    """What has to be typed first: nothing when nothing is live, else the name, or the number of several."""
    if not stops.is_live:
        return ""
    return rows[0].name if len(rows) == 1 else str(len(rows))


def disabled(rows: Sequence[Consumer]) -> str:
    if len(rows) == 1:
        return _("%(name)s is disabled.") % {"name": rows[0].name}
    return ngettext("%(count)d consumer is disabled.", "%(count)d consumers are disabled.", len(rows)) % {
        "count": len(rows)
    }


def restored(rows: Sequence[Consumer]) -> str:
    """Nothing to say when it was too late."""
    if len(rows) == 1:
        return _("%(name)s is enabled again, with the tokens that it had.") % {"name": rows[0].name}
    words = ngettext(
        "%(count)d consumer is enabled again, with the tokens that it had.",
        "%(count)d consumers are enabled again, with the tokens that they had.", len(rows),
    )  # fmt: skip
    return words % {"count": len(rows)} if rows else ""


def enabled(rows: Sequence[Consumer]) -> str:
    return ngettext("%(count)d consumer is enabled.", "%(count)d consumers are enabled.", len(rows)) % {
        "count": len(rows)
    }


def deleted(rows: Sequence[Consumer]) -> str:
    if len(rows) == 1:
        return _("%(name)s is deleted.") % {"name": rows[0].name}
    return ngettext("%(count)d consumer is deleted.", "%(count)d consumers are deleted.", len(rows)) % {
        "count": len(rows)
    }
