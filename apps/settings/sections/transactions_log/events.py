"""The events are described in apps/audit/events, in the file of the app that records them."""

from apps.audit.events import EVENTS, KINDS, Event, events_of_kind, kind_of, sentence_of

__all__ = ["EVENTS", "KINDS", "Event", "events_of_kind", "kind_of", "sentence_of"]
