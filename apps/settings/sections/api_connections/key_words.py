"""What is asked before the key pair is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.settings.sections.api_connections.confirmation import Question

if TYPE_CHECKING:
    from apps.connections.models import ApiKey
    from apps.settings.sections.api_connections.impact import Impact


def word_of(api_key: ApiKey, stops: Impact) -> str:
    """The end of the key has to be typed while it is in use."""
    return api_key.key[-4:] if stops.is_used else ""


def delete_question(api_key: ApiKey, stops: Impact) -> Question:
    words = [
        *stops.in_words,
        _("Every program that signs its requests with this key is refused from the next request on."),
        _("It cannot be brought back: a new pair has another key and another secret."),
    ]
    asked = _("Delete the API key %(key)s?") % {"key": api_key.key}
    return Question(_("Delete the key pair"), asked, words, _("Delete"), "trash-2", word_of(api_key, stops))
