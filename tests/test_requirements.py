"""SECURITY.md says what holds, line by line; every line is shown by a test that carries its number."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LINES = dict(re.findall(r"^- (R\d{3}) (.+)$", (TESTS.parent / "SECURITY.md").read_text(), re.MULTILINE))
NUMBER = re.compile(r"R\d{3}(?=_)")


@cache
def numbers_of_tests() -> set[str]:
    """The numbers in the names of test functions, wherever they are."""
    trees = [ast.parse(path.read_text()) for path in TESTS.rglob("test_*.py")]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {number for function in functions for number in NUMBER.findall(function.name)}


@pytest.mark.parametrize("number", LINES)
def test_the_requirement_has_a_test(number: str) -> None:
    assert number in numbers_of_tests(), LINES[number]


def test_no_test_carries_a_number_that_means_nothing() -> None:
    assert numbers_of_tests() <= set(LINES)
