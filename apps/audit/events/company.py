"""What happens to what the company configures."""

from apps.audit.events.event import Event

EVENTS: dict[str, Event] = {}
