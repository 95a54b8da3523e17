"""What a change of the calendar did to the plan, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.settings.navigation import Text
from apps.settings.templatetags.numbers import number


def with_moved(sentence: Text, moved: int) -> str:
    """`sentence`, and how many pending tasks were moved, if any."""
    if not moved:
        return str(sentence)
    words = ngettext("%(count)s pending task was moved.", "%(count)s pending tasks were moved.", moved)
    return f"{sentence} {words % {'count': number(moved)}}"


def would_move(moved: int) -> str:
    """What is said before it is saved."""
    if not moved:
        return _("No pending task will be moved.")
    words = ngettext("%(count)s pending task will be moved.", "%(count)s pending tasks will be moved.", moved)
    return words % {"count": number(moved)}
