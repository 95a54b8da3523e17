"""Three consumers that the demo does not bring, made in it: `python -m tests.flows.more_consumers` with its settings.

Prints, as JSON for an environment, an app that signs people in with the portal, one that may do nothing without pushing
its requests, signing who it is, and proving possession of a key, and one that may be lent the settings themselves.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def make() -> dict[str, str]:
    from apps.accounts.models import Account, PermissionGroup
    from apps.audit.actors import SYSTEM
    from apps.connections.models import Consumer
    from apps.connections.services.consumers import create_consumer
    from tests.oauth.signing import Key

    account, key = Account.objects.get(number=477), Key("ES256")
    of_both: dict[str, Any] = {
        "account": account, "by": SYSTEM, "offers_sign_in": True, "redirect_uris": "https://app.example/callback",
        "authorization_grant_type": Consumer.GRANT_AUTHORIZATION_CODE,
        "permission_group": PermissionGroup.objects.of(account).get(name="Integraciones"),
    }  # fmt: skip
    signing = {"authentication_method": Consumer.PRIVATE_KEY_JWT, "public_keys": key.key_set, "algorithm": "ES256"}
    leaving = {"post_logout_redirect_uris": "https://app.example/bye"}
    sign_in = create_consumer(**of_both | leaving | {"name": "Portal de clientes"})
    guarded = create_consumer(**of_both | signing | {"name": "Banco", "requires_par": True, "requires_dpop": True})
    # It can give a consumer no more than it holds itself.
    wide = {"permission_group": PermissionGroup.objects.of(account).get(name="Supervisores")}
    managing = create_consumer(**of_both | wide | {"name": "Automatización", "may_manage_connections": True})
    return {
        "MANAGING_CLIENT_ID": managing.owner.client_id,
        "MANAGING_CLIENT_SECRET": managing.plain,
        "SIGN_IN_CLIENT_ID": sign_in.owner.client_id,
        "SIGN_IN_CLIENT_SECRET": sign_in.plain,
        "SIGN_IN_LOGOUT_URI": "https://app.example/bye",
        "GUARDED_CLIENT_ID": guarded.owner.client_id,
        "GUARDED_KEY": str(key.pair.export()),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(make()))
