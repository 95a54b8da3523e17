import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.tokens import PATTERN, Prefix, digest, is_well_formed, new_key, new_token, redact


@pytest.mark.parametrize("prefix", list(Prefix))
def test_R043_a_new_token_carries_its_type_and_a_checksum(prefix: Prefix) -> None:
    token = new_token(prefix)
    assert token.startswith(f"{prefix}_")
    assert len(token) == 6 + 43 + 6
    assert is_well_formed(token, prefix)


def test_R043_a_token_of_one_type_is_not_well_formed_as_another() -> None:
    token = new_token(Prefix.ACCESS_TOKEN)
    assert not any(is_well_formed(token, prefix) for prefix in Prefix if prefix is not Prefix.ACCESS_TOKEN)


@given(position=st.integers(0, 54), character=st.characters())
def test_R043_one_changed_character_breaks_the_checksum(position: int, character: str) -> None:
    token = new_token(Prefix.ACCESS_TOKEN)
    altered = token[:position] + character + token[position + 1 :]
    assert altered == token or not is_well_formed(altered, Prefix.ACCESS_TOKEN)


@given(st.text())
def test_R043_garbage_is_never_well_formed(text: str) -> None:
    assert not is_well_formed(text, Prefix.REFRESH_TOKEN)


def test_tokens_and_keys_do_not_repeat() -> None:
    assert len({new_token(Prefix.CONSUMER_SECRET) for _ in range(500)}) == 500
    assert len({new_key() for _ in range(500)}) == 500


def test_a_refresh_token_is_safe_in_a_url() -> None:
    assert PATTERN.fullmatch(new_token(Prefix.REFRESH_TOKEN))


def test_a_digest_is_sixty_four_hexadecimal_characters() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_redaction_leaves_the_type_and_nothing_else_of_a_token() -> None:
    token = new_token(Prefix.API_SECRET)
    assert redact(f"secret={token}&x=1") == "secret=cnxas_[redacted]&x=1"
