"""What a template needs to show the samples of a key or a consumer, with "Test it"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.settings.sections.api_connections import samples, try_it

if TYPE_CHECKING:
    from apps.accounts.models import Account
    from apps.connections.models import ApiKey, Consumer

NEW = {"name": "new", "secret_from": "#new-secret"}
"""For the panel that shows a secret once: the call takes it from there."""


def of_api_key(api_key: ApiKey, account: Account, name: str = "key", secret_from: str = "") -> dict[str, Any]:
    return {
        "samples": samples.of_api_key(api_key, account, f"{name}-sample"),
        "trial": try_it.of_api_key(api_key, account, f"{name}-try", secret_from),
    }


def of_consumer(consumer: Consumer, account: Account, name: str = "consumer", secret_from: str = "") -> dict[str, Any]:
    return {
        "samples": samples.of_consumer(consumer, account, f"{name}-sample"),
        "trial": try_it.of_consumer(consumer, account, f"{name}-try", secret_from),
    }
