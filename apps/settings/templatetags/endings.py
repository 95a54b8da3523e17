"""When a secret stops working, as the portal says it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from apps.common.models import Secret

register = template.Library()
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@register.filter
def ending(secret: Secret) -> str:
    """ "Ends in 23 h" in an overlap, "Expires in 9 days" when its date is near; otherwise nothing."""
    if secret.expires_at is None:
        return ""
    left = max(secret.expires_at - timezone.now(), timedelta(0))
    if secret.is_ending:
        return ends_in(left)
    return expires_in(left) if secret.expires_soon else ""


def ends_in(left: timedelta) -> str:
    if left >= HOUR:
        return _("Ends in %(hours)d h") % {"hours": round(left / HOUR)}
    minutes = left // MINUTE + 1
    return ngettext("Ends in %(minutes)d minute", "Ends in %(minutes)d minutes", minutes) % {"minutes": minutes}


def expires_in(left: timedelta) -> str:
    days, hours = left // DAY, left // HOUR + 1
    if days:
        return ngettext("Expires in %(days)d day", "Expires in %(days)d days", days) % {"days": days}
    return _("Expires in %(hours)d h") % {"hours": hours}
