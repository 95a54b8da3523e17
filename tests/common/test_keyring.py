import base64

import pytest
from pytest_django import Settings

from apps.common import keyring

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
RING = f"seal:1:{KEY},pepper:1:{KEY},chain:1:{KEY}"


def test_R138_the_first_key_of_a_purpose_writes_and_all_are_read(settings: Settings) -> None:
    settings.FIELD_KEYS = keyring.parse(f"seal:2:{KEY},{RING}".split(","))
    assert keyring.writing_key("seal").version == "2"
    assert keyring.key("seal", "1").version == "1"


def test_a_version_that_is_gone_is_named(settings: Settings) -> None:
    settings.FIELD_KEYS = keyring.parse(RING.split(","))
    with pytest.raises(keyring.MissingKey, match="seal:9"):
        keyring.key("seal", "9")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ("", "no key for seal"),
        (f"seal:1:{KEY}", "no key for pepper"),
        (f"{RING},seal:1:{KEY}", "given twice"),
        (f"{RING},seal:2:c2hvcnQ=", "seal:2 must be 32 bytes"),
        (f"{RING},seal:2:not base64 at all!", "seal:2 must be 32 bytes"),
        (f"{RING},sauce:1:{KEY}", "purpose:version:key"),
        (f"{RING},seal:{KEY}", "purpose:version:key"),
    ],
)
def test_a_malformed_ring_is_refused_with_its_reason(entries: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        keyring.parse(entries.split(","))


def test_a_reason_never_quotes_a_key() -> None:
    with pytest.raises(ValueError, match="32 bytes") as caught:
        keyring.parse(["seal:1:c2VjcmV0LXNlY3JldA=="])
    assert "c2VjcmV0" not in str(caught.value)


def test_a_generated_ring_is_whole_and_new_each_time() -> None:
    first, second = keyring.generate("demo1"), keyring.generate("demo1")
    assert first != second
    assert all(key.is_demo for key in keyring.parse(first.split(",")))


def test_a_key_does_not_show_itself() -> None:
    assert "kkkk" not in repr(keyring.parse(RING.split(",")))
