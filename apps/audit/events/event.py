"""One kind of thing that the code records."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

KINDS: dict[str, Promise] = {
    "add": gettext_lazy("Add"),
    "edit": gettext_lazy("Edit"),
    "delete": gettext_lazy("Delete"),
    "switch": gettext_lazy("Switch on or off"),
    "sign_in": gettext_lazy("Sign in"),
    "sign_out": gettext_lazy("Sign out"),
    "refuse": gettext_lazy("Refuse"),
    "authorize": gettext_lazy("Authorize"),
    "revoke": gettext_lazy("Revoke"),
    "reveal": gettext_lazy("Reveal"),
    "rotate": gettext_lazy("Rotate"),
    "export": gettext_lazy("Export"),
}


class Event(NamedTuple):
    """`kind` is one of KINDS; `sentence` says what happened, to %(target)s."""

    kind: str
    sentence: Promise
