"""`python -m tests.benchmarks.hawk`: what checking a Hawk signature costs besides the database, in microseconds.

Everything that a signed call with a hash of its body makes the server do: reading the header, opening the secrets,
the MACs, the hash of the body, the clock, and the signature of the answer. The limit is 100 µs; beside it stands, from
the same run, what ten bare HMACs cost, so that a slow machine is not taken for slow code. It asserts nothing.
"""

from __future__ import annotations

import hmac
import os
import sys
import time
import timeit
from collections.abc import Callable
from dataclasses import replace

import django

# What is imported below are models, which need the settings first.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()

from apps.accounts.models import Account  # noqa: E402
from apps.common.tokens import Prefix, new_token  # noqa: E402
from apps.connections import hawk  # noqa: E402
from apps.connections.models import ApiKey, ApiSecret  # noqa: E402
from apps.connections.services import hawk as service  # noqa: E402
from apps.connections.services.key_pairs import opened  # noqa: E402
from tests.api.hawk_helpers import written  # noqa: E402

LIMIT = 100.0
ROUNDS, CALLS = 20, 500
BODY, KIND = b'{"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}', "application/json"
ANSWER = b"x" * 2_000
TARGET = hawk.Target("POST", b"/api/items?limit=1", "conexiones.example", 443)


def signed(key_id: str, plain: str) -> str:
    header = hawk.Header(id=key_id, ts=str(int(time.time())), nonce="a1b2c3", mac="")
    header = replace(header, hash=hawk.payload_hash(KIND, BODY))
    return written(replace(header, mac=hawk.request_mac(plain, header, TARGET)))


def verified(authorization: str, secrets: list[ApiSecret]) -> service.Verified:
    """What `verify` does, but for the look-up and the nonce."""
    header = hawk.parse(authorization)
    secret, key = service.signer_among(opened(secrets), header, TARGET)
    service.check(key, header, lambda: (KIND, BODY))
    return service.Verified(secret, header, TARGET, key)


def microseconds(do: Callable[[], object]) -> float:
    """Of the processor, in the best of several rounds: others use this machine too."""
    return min(timeit.repeat(do, timer=time.process_time, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def main() -> int:
    plain = new_token(Prefix.API_SECRET)
    secret = ApiSecret(api_key=ApiKey(account=Account(pk=1)))
    secret.seal(plain)
    authorization = signed(secret.api_key.key, plain)
    header = hawk.parse(authorization)
    found = verified(authorization, [secret])
    message = b"m" * 150
    parts: dict[str, Callable[[], object]] = {
        "reading the header": lambda: hawk.parse(authorization),
        "opening the secrets": lambda: opened([secret]),
        "one MAC": lambda: hawk.request_mac(plain, header, TARGET),
        "hash of the body": lambda: hawk.payload_hash(KIND, BODY),
        "verification": lambda: verified(authorization, [secret]),
        "signing the answer": lambda: found.server_authorization(KIND, ANSWER),
        "both": lambda: verified(authorization, [secret]).server_authorization(KIND, ANSWER),
        "ten bare HMACs": lambda: [hmac.digest(b"k" * 55, message, "sha256") for _ in range(10)],
    }
    costs = {name: microseconds(do) for name, do in parts.items()}
    for name, cost in costs.items():
        print(f"{name:20} {cost:7.1f} µs")  # noqa: T201
    both = costs["both"]
    print(f"both / ten bare HMACs: {both / costs['ten bare HMACs']:.1f}; of {LIMIT:.0f} µs: {both / LIMIT:.0%}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
