"""What every refusal has: status, stable code word, and the headers that the RFCs ask for."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from rest_framework.exceptions import APIException

Text = str | Promise


class Problem(APIException):
    """An answer that is not a success. `headers` go out with it, `data` is None for the plain {"ERROR": message}.

    `about` is what it was refused for, such as the permission, where refusals are kept.
    """

    headers: dict[str, str] = {}
    data: list[Any] | None = None
    about: str = ""
