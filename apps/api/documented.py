"""How a resource tells what its declarations cannot: the shape of what it makes, and what a method of its own takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from apps.api.fields import Field, Input, Kind
from apps.api.problems import Problem, Text

Shape = Union[Kind, "OrNull", "OneOf", Mapping[str, Any], Sequence[Any], None]
"""What goes out: a kind, a dict for an object, a list with one shape for a list of such; None for anything."""


@dataclass(frozen=True)
class OrNull:
    """What may also be null."""

    shape: Shape


@dataclass(frozen=True)
class OneOf:
    """One of a few values."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Documented:
    """What the documentation says of one method. Whatever is left out is as the declarations have it.

    `does` is one translatable sentence; `gives` is the shape of `data`; `takes` are the fields of the body and
    `parameters` those of the query, of which `required` names the ones that must be there; `errors` are problems that
    this method has besides those of every other; `file_types` are the media types of an answer that is a file.
    """

    does: Text = ""
    gives: Shape = None
    takes: tuple[Field | Input, ...] | None = None
    parameters: tuple[Field | Input, ...] | None = None
    required: tuple[str, ...] | None = None
    errors: tuple[type[Problem], ...] = ()
    status: int | None = None
    file_types: tuple[str, ...] = ()
