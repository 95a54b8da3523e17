"""`python -m tests.benchmarks.seeding.flat --fill N`: the demo's account after years of a thousand integrations.

N access tokens, transactions and rows of the meter, a tenth of N authorizations and a hundredth of N consumers, by
statements that make rows of numbers. With or without it: what a run uses up is issued, and written to `--output`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import django

# What is imported below are models, which need the settings first.
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import Account, PermissionGroup, Role, User  # noqa: E402
from apps.accounts.modules import grantable, permissions_of  # noqa: E402
from apps.accounts.plan import PLAN_FIELDS  # noqa: E402
from apps.accounts.session import Session  # noqa: E402
from apps.audit.models import ChainHead, Transaction  # noqa: E402
from apps.common import counting, postgresql, rules  # noqa: E402
from apps.common.tokens import Prefix, digest, new_token  # noqa: E402
from apps.connections.models import (  # noqa: E402
    AccessToken,
    ApiKey,
    Authorization,
    CallMeter,
    Consumer,
    ConsumerSecret,
    HawkNonce,
    PermissionUse,
    RefreshToken,
)
from apps.settings.demo import CASTS  # noqa: E402
from tests.api.helpers import lent_token  # noqa: E402
from tests.api.samples import resources  # noqa: E402
from tests.benchmarks import screens  # noqa: E402
from tests.benchmarks.seeding.issued import LATER, new_access_token, new_refresh_tokens  # noqa: E402
from tests.factories import GroupFactory  # noqa: E402

UNLIMITED = 1_000_000_000
HASHED = ("access", "user", "refresh", "secret", "nonce")
FAMILY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
SHA = {"postgresql": "encode(sha256(CAST('{word}' || n AS text)::bytea), 'hex')", "sqlite": "SHA256('{word}' || n)"}
HOURS_AGO = {
    "postgresql": "date_trunc('hour', CURRENT_TIMESTAMP) - (({count} - n) / {consumers}) * 7 * interval '1 hour'",
    "sqlite": "strftime('%Y-%m-%d %H:00:00', 'now', '-' || ((({count} - n) / {consumers}) * 7) || ' hours')",
}
SOON = {
    "postgresql": "CURRENT_TIMESTAMP + (n * 86400.0 / {count} - 21600) * interval '1 second'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', printf('%+.3f seconds', n * 86400.0 / {count} - 21600))",
}
"""From six hours ago to eighteen hours ahead."""
OF_AGREED = {
    "application_id": "{base} + 1 + (n - 1) / {users}", "user_id": "{base} + 1 + (n - 1) % {users}",
    "authorization_id": "{base} + n",
}  # fmt: skip
GROUP = {
    "id": "{base} + n",
    "account_id": "{account}",
    "name": screens.NAME.format(word="Grupo"),
    "permissions": "'[]'",
}
SECRET = {"consumer_id": "{base} + n", "digest": "{sha_secret}", "pepper_version": "'1'", "last_four": "'abcd'"}
TOKEN = {
    "application_id": "{base} + 1 + n % {consumers}", "token_checksum": "{sha_access}", "scope": "'api'",
    "expires": "{soon}",
}  # fmt: skip
TOKEN_OF_USER = OF_AGREED | {
    "token_checksum": "{sha_user}", "scope": "'api'", "expires": "{soon}", "token_family": "{family}",
}  # fmt: skip
REFRESH_TOKEN = OF_AGREED | {
    "token_checksum": "{sha_refresh}", "scope": "'api'", "expires": "{soon}", "family_expires": "{soon}",
    "token_family": "{family}",
}  # fmt: skip
METER = {
    "account_id": "{account}", "caller": "CAST({base} + 1 + n % {consumers} AS text)", "hour": "{hours_ago}",
    "minute": "59", "calls": "3", "was_allowed": "{true}", "allowed": "40",
}  # fmt: skip
USE = {
    "account_id": "{account}", "consumer_id": "{base} + 1 + (n - 1) % {consumers}",
    "caller": "CAST({base} + 1 + (n - 1) % {consumers} AS text)", "permission": "'module_' || ((n - 1) / {consumers})",
    "first_used_on": "CURRENT_DATE", "last_used_on": "CURRENT_DATE",
}  # fmt: skip
NONCE = {"api_key_id": "{api_key}", "nonce": "substr({sha_nonce}, 1, 12)", "expires_at": "{soon}"}
RARE = 60
"""The same number however many there are, and at the end where nobody looks first: more than a page shows."""


def with_rare(columns: dict[str, str]) -> dict[str, str]:
    """`columns` of tests.benchmarks.screens, where what is rare is one in so many."""
    return {name: re.sub(r"n % \d+ (=|<>) [37]\b", rare, text) for name, text in columns.items()}


def rare(found: re.Match[str]) -> str:
    return f"n <= {RARE}" if found[1] == "=" else f"n > {RARE}"


TRANSACTION = with_rare(screens.TRANSACTION) | {
    "target_id": "CAST(n % 100 AS text)", "digest": "'" + "0" * 64 + "'", "key_version": "'1'",
}  # fmt: skip
CONSUMER = with_rare(screens.CONSUMER) | {"permission_group_id": "{base} + 1"}
USER = with_rare(screens.USER)
AUTHORIZATION = with_rare(screens.AUTHORIZATION) | {"id": "{base} + n"}


Columns = dict[str, str]
Kinds = list[tuple[Any, list[tuple[Columns, int]]]]


@dataclass
class Issued:
    """Pairs are a key and its secret; `tokens` open the accounts of the workloads, `manager` the demo's; and every list
    that there is of the API.
    """

    lists: list[str]
    tokens: list[str]
    refresh_tokens: list[str]
    to_revoke: list[tuple[tuple[str, str], str]]
    manager: str


def demo_account() -> Account:
    return Account.objects.get(number=CASTS[0].account)


def fill(many: int) -> None:
    """Fill one account, which is the worst case: whatever narrows by the account narrows nothing."""
    account = demo_account()
    words = words_of(account, many, many // 100, ApiKey.objects.exclude(account=account)[0])
    # A statement here may take minutes.
    postgresql.STATEMENT_SECONDS = 3_600.0
    rules.remove(connection)
    lists = [*kinds(many, many // 100)]
    log = [one for one in lists if one[0] is Transaction]
    # The log is as much work as everything else together; SQLite has one writer.
    apart = [log, [one for one in lists if one not in log]] if connection.vendor == "postgresql" else [lists]
    with ThreadPoolExecutor(len(apart)) as pool:
        for done in [pool.submit(fill_some, some, words) for some in apart]:
            done.result()
    screens.hurry(connection)
    rules.install(connection)
    for counted in counting.registered():
        counting.recount(counted)


def fill_some(kinds: Kinds, words: dict[str, Any]) -> None:
    screens.hurry(connection)
    for model, parts in kinds:
        begun = time.monotonic()
        with screens.standing_aside(connection, model._meta.db_table, does_pay=True):
            insert(model, parts, words)
        screens.say(f"{model._meta.label}: {sum(count for _, count in parts):,} in {time.monotonic() - begun:.0f} s")
    connection.close()


def kinds(many: int, few: int) -> Kinds:
    """What there is of each model: columns, and how many rows have them; `few` consumers, users and sessions."""
    tenth = many // 10
    return [
        (PermissionGroup, [(GROUP, max(RARE, few // 100))]), (Consumer, [(CONSUMER, few)]),
        (ConsumerSecret, [(SECRET, few)]), (User, [(USER, few)]), (Session, [(screens.SESSION, few)]),
        (Authorization, [(AUTHORIZATION, tenth)]),
        (RefreshToken, [(REFRESH_TOKEN, tenth)]), (PermissionUse, [(USE, many // 20)]),
        (HawkNonce, [(NONCE, many // 50)]), (CallMeter, [(METER, many)]), (Transaction, [(TRANSACTION, many)]),
        (AccessToken, [(TOKEN_OF_USER, tenth), (TOKEN, many - tenth)]),
    ]  # fmt: skip


def words_of(account: Account, many: int, few: int, api_key: ApiKey) -> dict[str, Any]:
    """What the columns are made of, whatever the table."""
    head, base = ChainHead.objects.filter(chain=account.pk).first(), 10_000_000 * account.pk
    hashed = {f"sha_{word}": SHA[connection.vendor].format(word=word) for word in HASHED}
    return hashed | {
        "account": account.pk, "base": base, "consumers": few, "users": max(RARE, few // 100),
        "last": head.number if head else 0, "step": 80_000_000 // many, "group": base + 1,
        "family": FAMILY[connection.vendor], "api_key": api_key.pk,
    }  # fmt: skip


def insert(model: Any, parts: list[tuple[Columns, int]], words: dict[str, Any]) -> None:
    for columns, count in parts:
        moments = {"soon": SOON, "hours_ago": HOURS_AGO}
        more = {name: text[connection.vendor].format(**words, count=count) for name, text in moments.items()}
        screens.insert(model, columns, count, **words, **more)
    if model is Transaction:
        ChainHead.objects.update_or_create(chain=words["account"], defaults={"number": words["last"] + count})


def issued(seeds: dict[str, Any], chains: int, revoked: int) -> Issued:
    unlimited: dict[str, Any] = {"calls_per_minute": UNLIMITED, **dict.fromkeys(PLAN_FIELDS)}
    Account.objects.filter(pk=demo_account().pk).update(**unlimited)
    clients = {pair[0]: Consumer.objects.get(client_id=pair[0]) for pair in seeds["clients"]}
    agreed = Authorization.objects.filter(consumer__client_id=seeds["app"][0])
    pairs = list(islice(cycle(seeds["clients"]), revoked))
    plain = [new_token(Prefix.ACCESS_TOKEN) for _ in pairs]
    ends = timezone.now() + LATER
    AccessToken.objects.bulk_create(
        AccessToken(token_checksum=digest(token), application=clients[pair[0]], scope="api", expires=ends)
        for token, pair in zip(plain, pairs, strict=True)
    )
    return Issued(
        # The archives of an account are a few.
        lists=[
            f"/api/{one.names[0]}?limit=25"
            for one in resources()
            if one.collection.get("get") == "list" and one.module != "account"
        ],
        tokens=[new_access_token(client) for client in clients.values()],
        refresh_tokens=new_refresh_tokens(agreed, chains), to_revoke=list(zip(pairs, plain, strict=True)),
        manager=manager(),
    )  # fmt: skip


def manager() -> str:
    """A token of an app to which the demo's Super Administrator lent all that can be read."""
    owner = User.objects.of(demo_account()).filter(role=Role.SUPER_ADMINISTRATOR)[0]
    # Each time that the filled databases are measured there is a group more, and no two have one name.
    GroupFactory.reset_sequence(PermissionGroup.objects.count(), force=True)  # type: ignore[no-untyped-call]
    return lent_token(owner, [*permissions_of(grantable()), "api_connections:view"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fill", type=int, default=0)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--chains", type=int, default=0)
    parser.add_argument("--revoked", type=int, default=0)
    given = parser.parse_args()
    if given.fill:
        fill(given.fill)
    found = issued(json.loads(given.seeds.read_text()), given.chains, given.revoked)
    given.output.write_text(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
