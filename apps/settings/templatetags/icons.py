"""Icons, known in every template: a page has up to a hundred, and as parts that are included they take much longer."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SHOWN = '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>'
DECORATION, NAMED = 'aria-hidden="true"', 'role="img" aria-label="{}"'


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The one of static/icons.svg that is called `name` (as lucide calls it); without `label` it is decoration."""
    meaning = format_html(NAMED, label) if label else SafeString(DECORATION)
    return format_html(SHOWN, meaning, static("icons.svg"), name)
