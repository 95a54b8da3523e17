"""What `loaddata` brings: a fixture cannot know the installation's key, so its rows join the chain as they load.

A transaction with a digest comes from a backup of this installation, and is left exactly as it was.
"""

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver

from apps.audit import chain
from apps.audit.events import EVENTS
from apps.audit.models import AppendOnly, Transaction


@receiver(pre_save, sender=Transaction)
def join_the_chain(instance: Transaction, raw: bool, **kwargs: Any) -> None:
    """Raises AppendOnly when the fixture's number is not the next one, so that nothing is loaded twice."""
    event = f"{instance.module}.{instance.action}"
    if raw and not instance.kind and event in EVENTS:
        instance.kind = EVENTS[event].kind
    if not raw or instance.digest:
        return
    expected = instance.number
    chain.link(instance)
    if instance.number != expected:
        raise AppendOnly(f"transaction {expected} cannot follow {instance.number - 1}")
