"""Bars of a chart, as numbers for the SVG that a template draws: one strip for each figure, each with its own scale.

What a strip shows is told by its place and its title and never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.settings.templatetags.moments import day as written_day
from apps.settings.templatetags.numbers import number

DAY_WIDTH, GAP, HEIGHT = 10, 2, 100
RECTANGLE = '<rect x="{}" y="{}" width="8" height="{}"><title>{}</title></rect>'
LEAST = 4
"""As high, of 100, is what is not nothing: one refusal among thousands must be seen."""


@dataclass(frozen=True)
class Bar:
    """A day's rectangle, from the top left corner."""

    x: int
    y: int
    height: int
    title: str


@dataclass(frozen=True)
class Strip:
    """`name` is the figure, and the class that colours it; `words` say what it shows."""

    name: str
    label: str
    words: str
    most: str
    bars: list[Bar]
    width: int

    @property
    def drawing(self) -> SafeString:
        """The rectangles, each with its title. There are a hundred on a page."""
        return format_html_join("", RECTANGLE, ((one.x, one.y, one.height, one.title) for one in self.bars))


def strip(name: str, label: str, days: list[tuple[date, int]]) -> Strip:
    """The strip of one figure, of which `days` has every day once."""
    most_on, most = max(days, key=lambda one: one[1])
    words = _("%(label)s per day. The most is %(most)s, on %(day)s.") if most else _("%(label)s per day: none.")
    told = {"label": label, "most": number(most), "day": written_day(most_on)}
    bars = [bar(place, day, count, most) for place, (day, count) in enumerate(days) if count]
    return Strip(name, label, words % told, number(most), bars, len(days) * DAY_WIDTH)


def bar(place: int, day: date, count: int, most: int) -> Bar:
    height = max(round(count / most * HEIGHT), LEAST)
    title = f"{written_day(day)}: {number(count)}"
    return Bar(place * DAY_WIDTH + GAP // 2, HEIGHT - height, height, title)
