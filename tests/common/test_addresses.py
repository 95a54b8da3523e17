"""Whose address a request has, when proxies are in front and when somebody only says so."""

from ipaddress import ip_network

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.audit.models import Transaction
from apps.common.addresses import MOST_NETWORKS, address_in, neighbourhood, validate_networks
from apps.common.checks import check_proxies
from tests.conftest import sign_in
from tests.factories import PASSWORD

PROXY, OTHER_PROXY, CLIENT, LIAR = "10.0.0.2", "10.9.9.9", "203.0.113.7", "198.51.100.9"


def address(peer: str | None, forwarded: str | None = None) -> str | None:
    environ = {"REMOTE_ADDR": peer} if peer is not None else {}
    return address_in(environ | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}))


@pytest.fixture
def proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/48")]


def test_without_proxies_nobody_is_believed() -> None:
    assert address(CLIENT, LIAR) == CLIENT
    assert address(PROXY, LIAR) == PROXY
    assert address(None, LIAR) is None
    assert address("", LIAR) is None


@pytest.mark.usefixtures("proxies")
@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{LIAR}, {CLIENT}", CLIENT),
        (PROXY, f"{LIAR}, {CLIENT}, {OTHER_PROXY}", CLIENT),
        (PROXY, f"{PROXY},{LIAR},{CLIENT}", CLIENT),
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{LIAR}, nonsense, {OTHER_PROXY}", OTHER_PROXY),
        (PROXY, f"{OTHER_PROXY}, {PROXY}", OTHER_PROXY),
        (CLIENT, LIAR, CLIENT),
        ("2001:db8::2", "2001:db8:1::5", "2001:db8:1::5"),
        (PROXY, "::ffff:203.0.113.7", CLIENT),
        ("::ffff:10.0.0.2", CLIENT, CLIENT),
        (PROXY, "[2001:db8:1::5]", "2001:db8:1::5"),
        # A Unix socket: whoever can write to it is on this machine.
        ("", f"{LIAR}, {CLIENT}", CLIENT),
    ],
)
def test_the_header_is_read_from_the_right_as_long_as_the_hops_are_ours(
    peer: str, forwarded: str | None, found: str
) -> None:
    assert address(peer, forwarded) == found


def test_an_ipv6_address_stands_for_its_network() -> None:
    assert neighbourhood("2001:db8:1:2:3::5") == neighbourhood("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert neighbourhood("::ffff:203.0.113.7") == neighbourhood(CLIENT) == CLIENT
    assert neighbourhood(None) == neighbourhood("nonsense") == "unknown"


def test_nobody_makes_every_call_slow_by_naming_thousands_of_networks() -> None:
    validate_networks("203.0.113.0/24 " * MOST_NETWORKS)
    with pytest.raises(ValidationError):
        validate_networks("203.0.113.0/24 " * (MOST_NETWORKS + 1))


@pytest.mark.usefixtures("proxies")
def test_what_is_recorded_is_the_address_of_the_client(ana: User) -> None:
    headers = {"X-Forwarded-For": f"{LIAR}, {CLIENT}"}
    Client(REMOTE_ADDR=PROXY, headers=headers).post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    assert Transaction.objects.latest("pk").address == CLIENT
    sign_in(ana)
    assert Transaction.objects.latest("pk").address == "127.0.0.1"


def test_a_proxy_that_is_not_named_is_told_before_it_hides_everybody(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert [message.id for message in check_proxies()] == ["common.W001"]
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    assert check_proxies() == []
