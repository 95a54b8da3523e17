"""Every event that the code records: which kind of action it is, and the sentence that describes it.

A new event is added to the file of the app that records it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.audit.events import accounts, company, connections, maintenance
from apps.audit.events.event import KINDS, Event
from apps.audit.models import Transaction

EVENTS: dict[str, Event] = {**accounts.EVENTS, **connections.EVENTS, **maintenance.EVENTS, **company.EVENTS}

__all__ = ["EVENTS", "KINDS", "Event", "kind_of", "sentence_of"]


def kind_of(entry: Transaction) -> str:
    """The kind of action in words, e.g. "Rotate"; of an event that nobody described, its own name."""
    event = EVENTS.get(f"{entry.module}.{entry.action}")
    return str(KINDS[event.kind]) if event else _readable(entry.action)


def sentence_of(entry: Transaction) -> str:
    """What happened, as a sentence."""
    event = EVENTS.get(f"{entry.module}.{entry.action}")
    if event:
        return str(event.sentence) % {"target": entry.target_name}
    return _("%(action)s: %(target)s") % {"action": _readable(entry.action), "target": entry.target_name}


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
