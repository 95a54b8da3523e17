"""The query string: what the resource knows is read strictly, what it does not know is ignored and named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import quote

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.api.problems import InvalidFields

MAX_NAMED = 10
MAX_NAME = 40


@dataclass(frozen=True)
class Query:
    """`values` holds the known parameters that were given; an empty one counts as not given, and as ignored."""

    values: dict[str, str]
    ignored: list[str] = field(default_factory=list)

    @property
    def warning(self) -> str:
        """For the Warning header, or "". Only ASCII: the names are the caller's words."""
        names = [quote(name[:MAX_NAME], safe="") for name in self.ignored[:MAX_NAMED]]
        more = ", ..." if len(self.ignored) > MAX_NAMED else ""
        return f'299 - "Ignored parameters: {", ".join(names)}{more}"' if names else ""


def read(given: QueryDict, known: Collection[str]) -> Query:
    """Raises InvalidFields for a known parameter that is given twice."""
    lists = dict(given.lists())
    twice = [name for name, values in lists.items() if name in known and len(values) > 1]
    if twice:
        raise InvalidFields(dict.fromkeys(twice, _("This parameter is given twice.")))
    used = {name: values[0] for name, values in lists.items() if name in known and values[0]}
    return Query(used, [name for name in lists if name not in used])
