"""Hawk: the header read strictly, and MACs that agree with the specification's own examples."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.connections import hawk

KEY = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn"
HEADER = 'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", ext="some-app-ext-data", mac="{mac}"'
TARGET = hawk.Target("GET", b"/resource/1?b=1&a=2", "example.com", 8000)
MAC = "6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="


def test_R070_the_example_of_the_specification_verifies() -> None:
    header = hawk.parse(HEADER.format(mac=MAC))
    assert hawk.request_mac(KEY, header, TARGET) == MAC


def test_R070_R074_the_example_with_a_payload_verifies() -> None:
    payload_hash = hawk.payload_hash("text/plain", b"Thank you for flying Hawk")
    assert payload_hash == "Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY="
    header = replace(hawk.parse(HEADER.format(mac=MAC)), hash=payload_hash)
    target = replace(TARGET, method="POST")
    assert hawk.request_mac(KEY, header, target) == "aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="


def test_R070_the_known_vector_of_the_original_verifies() -> None:
    header = hawk.Header(id="any", ts="1700000000", nonce="a1b2c", mac="")
    target = hawk.Target("GET", b"/api/items?limit=1", "app.fracttal.com", 443)
    mac = hawk.request_mac("made-up-secret", header, target)
    assert mac == "/93BSMWaMGT6bjnRBwWAit5HcIKDsq6yV17KM1vpcTo="


def test_R073_application_and_delegation_are_signed() -> None:
    header = hawk.Header(id="a", ts="1353832234", nonce="j4h3g2", mac="", app="my-app", dlg="his-app")
    macs = {
        hawk.request_mac(KEY, changed, TARGET)
        for changed in (header, replace(header, app="x"), replace(header, dlg=""))
    }
    assert len(macs) == 3


ALTERED = [
    replace(TARGET, method="POST"), replace(TARGET, resource=b"/resource/1?a=2&b=1"),
    replace(TARGET, host="evil.example"),
    replace(TARGET, resource=b"/resource/1?b=1&a=2&"), replace(TARGET, resource=b"/resource/%31?b=1&a=2"),
    replace(TARGET, resource=b"/resource/1"), replace(TARGET, port=443),
]  # fmt: skip


@pytest.mark.parametrize("target", ALTERED)
def test_R073_every_part_of_the_request_matters(target: hawk.Target) -> None:
    assert hawk.request_mac(KEY, hawk.parse(HEADER.format(mac=MAC)), target) != MAC


@pytest.mark.parametrize("part", ["ts", "nonce", "ext", "hash", "app"])
def test_R073_every_part_of_the_header_matters(part: str) -> None:
    header = replace(hawk.parse(HEADER.format(mac=MAC)), **{part: "1"})
    assert hawk.request_mac(KEY, header, TARGET) != MAC


def test_R073_a_request_and_its_answer_do_not_share_a_mac() -> None:
    header = hawk.Header(id="a", ts="1", nonce="b", mac="")
    assert hawk.request_mac(KEY, header, TARGET) != hawk.response_mac(KEY, header, TARGET, "")


def test_R070_host_and_method_are_read_in_any_case() -> None:
    header = hawk.parse(HEADER.format(mac=MAC))
    assert hawk.request_mac(KEY, header, replace(TARGET, host="EXAMPLE.com", method="get")) == MAC


@pytest.mark.parametrize("kind", ["text/plain", "TEXT/Plain; charset=utf-8", " text/plain ;x"])
def test_R074_R075_of_the_content_type_only_the_media_type_counts(kind: str) -> None:
    assert hawk.payload_hash(kind, b"a") == hawk.payload_hash("text/plain", b"a")


PARTS = ['id="a"', 'ts="1353832234"', 'nonce="n"', 'mac="m="']


@pytest.mark.parametrize(
    "header",
    [
        "Hawk " + ", ".join(PARTS),
        "Hawk " + ", ".join(reversed(PARTS)),
        "Hawk " + ",".join(PARTS),
        "hawk   " + " ,\t ".join(PARTS) + " ",
        "Hawk " + ", ".join([*PARTS, 'ext=""', 'hash="h"', 'app="p"', 'dlg=""']),
    ],
)
def test_R070_attributes_are_read_by_name_in_any_order(header: str) -> None:
    found = hawk.parse(header)
    assert (found.id, found.ts, found.nonce, found.mac) == ("a", "1353832234", "n", "m=")


@pytest.mark.parametrize(
    "header",
    [
        "", "Hawk", "Hawk ", "Hawk ,", "Bearer x", "HawkX id", "Hawk id=a", 'Hawk id="a"',
        *("Hawk " + ", ".join(part for part in PARTS if part is not left) for left in PARTS),
        *("Hawk " + ", ".join([*PARTS, extra]) for extra in (
            'id="b"', 'mac="x"', 'evil="x"', 'ext="a\\"b"', 'ext="a\nb"', 'ext="ñ"', 'ext="\x00"', "ext='a'", "ext=a",
            'EXT="a"', 'ext="a', 'dlg="without app"', "", "Hawk " + PARTS[0], "Bearer x",
            'app="",dlg="x"', 'ext="a" nonce="b"', 'ext = "a"',
        )),
        "Hawk " + " ".join(PARTS), "Hawk " + "; ".join(PARTS), "Hawk " + ", ".join(PARTS) + ",",
        *("Hawk " + ", ".join([*PARTS[:1], f'ts="{ts}"', *PARTS[2:]]) for ts in (
            "", "0", "-1", "+1", "1.5", "1e9", "01353832234", "0x1", " 1", "1 ", "٣", "1" * 12, "nan",
        )),
        "Hawk " + ", ".join([*PARTS[:2], f'nonce="{"n" * 129}"', PARTS[3]]),
        "Hawk " + ", ".join([*PARTS, f'ext="{"e" * 4096}"']),
        "Hawk " + ", ".join(['id=""', *PARTS[1:]]),
        "Hawk " + ", ".join([*PARTS[:3], 'mac=""']),
    ],
)  # fmt: skip
def test_R077_R071_anything_else_is_malformed(header: str) -> None:
    with pytest.raises(hawk.Malformed):
        hawk.parse(header)


@given(st.text())
def test_R077_no_text_whatever_breaks_the_parser(text: str) -> None:
    for header in (text, f"Hawk {text}", f'Hawk id="{text}", ts="1", nonce="{text}", mac="x"'):
        try:
            hawk.parse(header)
        except hawk.Malformed:
            continue
