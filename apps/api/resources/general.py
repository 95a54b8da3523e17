"""/general: the name and logo of the account, and how everything in it is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.date_formats import DateFormat, FirstDay, TimeFormat
from apps.accounts.models import Account, Logo
from apps.accounts.services import update_account
from apps.api.documented import Documented, OrNull
from apps.api.fields import Field
from apps.api.files import File, Sent
from apps.api.kinds import Choice, Text, Whole
from apps.api.resources.single import SingleViewSet

LOGO = {"content_type": Text(), "width": Whole(), "height": Whole(), "url": Text()}
LANGUAGES = Choice({code: code for code, _name in settings.LANGUAGES})
WRITTEN = (
    Field("name", Text(max_length=120), writes="name"),
    Field("language", LANGUAGES, writes="language"),
    Field("time_zone", Text(max_length=64), writes="time_zone"),
    Field("date_format", Choice({value: value for value in DateFormat.values}), writes="date_format"),
    Field("time_format", Choice({value: value for value in TimeFormat.values}), writes="time_format"),
    Field("first_day_of_week", Choice({value: value for value in FirstDay.values}), writes="first_day_of_week"),
    Field("logo_alt", Text(max_length=120), writes="logo_alt"),
)
GIVEN = {
    "name": Text(), "number": Whole(), **{field.name: field.kind for field in WRITTEN[1:]},
    "first_day_of_week": Whole(), "logo": OrNull(LOGO),
}  # fmt: skip


class GeneralViewSet(SingleViewSet):
    module = "general"
    names = ("general",)
    takes = (*WRITTEN, Field("logo", File(allow_null=True), writes="logo"))
    documented = {
        "show": Documented(
            does=gettext_lazy("How the portal writes for this account. Dates in the API are in UTC, whatever it says."),
            gives=GIVEN,
        ),
        "change": Documented(
            does=gettext_lazy(
                "Changes what the body names. `logo` is a PNG, JPEG or WebP picture, in base64 or as a part of a "
                "multipart body; null takes it away. Another time zone moves the pending tasks that were planned for "
                "a time when nobody works there."
            ),
            takes=takes,
            gives=GIVEN,
        ),
    }

    def shown(self) -> dict[str, Any]:
        account = Account.objects.get(pk=self.account.pk)
        named = {name: getattr(account, name) for name in GIVEN if name != "logo"}
        return named | {"logo": described_logo(account)}

    def write(self, values: dict[str, Any]) -> None:
        if "logo" in values:
            sent: Sent | None = values["logo"]
            values["logo"] = sent.whole() if sent else b""
        update_account(account=self.account, by=self.caller.actor, **values)


def described_logo(account: Account) -> dict[str, Any] | None:
    logo = Logo.objects.of(account).defer("data").first() if account.logo else None
    if logo is None:
        return None
    names = ("content_type", "width", "height")
    url = f"{settings.PUBLIC_URL}{reverse('logo', args=[logo.key])}"
    return {name: getattr(logo, name) for name in names} | {"url": url}
