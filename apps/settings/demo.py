"""The demo's credentials: fixtures hold no password and no secret, so they are made when the demo is loaded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from apps.accounts.code_factors import CodeFactor
from apps.accounts.models import Account, User
from apps.accounts.services import add_authenticator_app, change_password, reset_two_step
from apps.accounts.two_step import codes
from apps.audit.actors import SYSTEM
from apps.company.services.guest_portal import reset_guest_link
from apps.connections.models import ApiKey, Consumer
from apps.connections.services.api_keys import rotate_api_secret
from apps.connections.services.consumer_secrets import rotate_secret

AT_ONCE, A_DAY = timedelta(0), timedelta(days=1)
EXPIRING, REPLACED = "Almacén de datos", "Telemetría de planta"
"""Consumers of the fixtures whose secret expires soon, and whose old secret works beside the new one."""
IN_TWO_STEPS = "ricardo.ospina@activacion.example"
"""Whoever of the fixtures' people signs in in two steps."""
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Cast:
    """Who and what of one account of the fixtures is handed over: people by e-mail address, consumers by name."""

    prefix: str
    account: int
    super_administrator: str
    user: str
    client: str
    app: str
    read_only_client: str


CASTS = (
    Cast(
        prefix="",
        account=477,
        super_administrator="lucia.marin@activacion.example",
        user="andres.pinto@activacion.example",
        client="Puente ERP",
        app="Portal de proveedores",
        read_only_client="Tablero de indicadores",
    ),
    Cast(
        prefix="OTHER_",
        account=512,
        super_administrator="helena.duarte@moinhos.example",
        user="caio.nunes@moinhos.example",
        client="Ponte ERP",
        app="Portal de fornecedores",
        read_only_client="Painel de indicadores",
    ),
)


def credentials() -> dict[str, str]:
    """New ones for everybody and everything the demo hands over, by the name of their shell variable."""
    found: dict[str, str] = {}
    for cast in CASTS:
        found |= {cast.prefix + name: value for name, value in credentials_of(cast).items()}
    return found | _second_step()


def credentials_of(cast: Cast) -> dict[str, str]:
    """The credentials of one account. Its other consumers get a secret too, which nobody is told."""
    account = Account.objects.get(number=cast.account)
    plain = {consumer.name: _new_secret(consumer) for consumer in Consumer.objects.of(account).order_by("pk")}
    _show_what_ends(account)
    keys = dict(Consumer.objects.of(account).values_list("name", "client_id"))
    api_key, people = ApiKey.objects.of(account).get(), User.objects.of(account)
    return {
        "SUPERADMIN_EMAIL": cast.super_administrator,
        "SUPERADMIN_PASSWORD": _new_password(people.get(email=cast.super_administrator)),
        "USER_EMAIL": cast.user,
        "USER_PASSWORD": _new_password(people.get(email=cast.user)),
        "CC_CLIENT_ID": keys[cast.client],
        "CC_CLIENT_SECRET": plain[cast.client],
        "CODE_CLIENT_ID": keys[cast.app],
        "CODE_CLIENT_SECRET": plain[cast.app],
        "CODE_REDIRECT_URI": Consumer.objects.of(account).get(name=cast.app).callback_urls[0],
        "READONLY_CLIENT_ID": keys[cast.read_only_client],
        "READONLY_CLIENT_SECRET": plain[cast.read_only_client],
        "API_KEY": api_key.key,
        "API_SECRET": rotate_api_secret(api_key=api_key, overlap=AT_ONCE, by=SYSTEM).plain,
        "GUEST_LINK": reset_guest_link(account=account, by=SYSTEM).link,
    }


def _new_secret(consumer: Consumer) -> str:
    if not consumer.is_confidential:
        return ""
    return rotate_secret(consumer=consumer, overlap=AT_ONCE, by=SYSTEM).plain


def _show_what_ends(account: Account) -> None:
    """A secret near the date that was chosen for it, and one in its overlap."""
    consumers = Consumer.objects.of(account)
    for consumer in consumers.filter(name=EXPIRING):
        rotate_secret(consumer=consumer, overlap=AT_ONCE, secret_expires=timezone.now() + 9.5 * A_DAY, by=SYSTEM)
    for consumer in consumers.filter(name=REPLACED):
        rotate_secret(consumer=consumer, overlap=A_DAY, by=SYSTEM)


def _second_step() -> dict[str, str]:
    """The authenticator app of one person: its key, as an app takes it, and one of the recovery codes."""
    user = User.objects.select_related("account").get(email=IN_TWO_STEPS)
    password = _new_password(user)
    if CodeFactor.objects.filter(user=user).exists():
        reset_two_step(user=user, by=SYSTEM)
    secret = codes.new_secret()
    # The code of half a minute ago, so that the one of this moment is still good to sign in with.
    code = codes.code_at(secret, codes.step_now() - 1)
    recovery = add_authenticator_app(user=user, secret=secret, code=code, by=SYSTEM)
    return {
        "TWO_STEP_EMAIL": user.email,
        "TWO_STEP_PASSWORD": password,
        "TWO_STEP_KEY": secret,
        "TWO_STEP_RECOVERY_CODE": recovery[0],
    }


def _new_password(user: User) -> str:
    """20 characters of 31, which nobody confuses when typing them: 99 bits."""
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(4))
    change_password(user=user, password=password, by=SYSTEM)
    return password
