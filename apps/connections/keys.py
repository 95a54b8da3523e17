"""Which key versions the rows name: one that FIELD_KEYS lacks stops the start, not the request that needs it."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from apps.common import keyring
from apps.connections.models import ApiSecret, ConsumerSecret


def missing_versions() -> list[str]:
    """The `purpose:version` that a live secret needs and the key ring does not hold."""
    peppers = {key.version for key in keyring.all_keys("pepper")}
    unread = ConsumerSecret.objects.live().exclude(pepper_version__in=peppers)
    found = {f"pepper:{version}" for version in unread.order_by().values_list("pepper_version", flat=True).distinct()}
    sealed = ApiSecret.objects.live().exclude(_sealed_under_a_known_key()).values_list("sealed", flat=True)
    return sorted(found | {f"seal:{text.partition('$')[0]}" for text in sealed})


def _sealed_under_a_known_key() -> Q:
    return reduce(or_, (Q(sealed__startswith=f"{key.version}$") for key in keyring.all_keys("seal")))
