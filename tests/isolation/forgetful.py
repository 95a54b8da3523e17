"""URLs of a module whose author forgot `.of(account)` everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import path

from apps.api.resources.items import ItemViewSet
from apps.api.urls import patterns_of
from apps.maintenance.models import Item
from config import urls
from config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


class ForgetfulItems(ItemViewSet):
    """Every item of the installation."""

    names = ("forgetful", "forgetful_items")

    def rows(self) -> QuerySet[Any]:
        return Item.objects.annotate(account_number=Value(0)).order_by("code")


def page(request: HttpRequest) -> JsonResponse:
    codes = list(Item.objects.order_by("code").values_list("code", flat=True))
    return JsonResponse({"codes": codes, "emptied": Item.objects.update(notes=""), "wall": standing_wall()})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        for code in Item.objects.order_by("code").values_list("code", flat=True):
            yield f"{code}\n"

    return StreamingHttpResponse(lines())


def standing_wall() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('conexiones.account', true), '')")
        return str(cursor.fetchone()[0])


urlpatterns: list[Any] = [
    *patterns_of(ForgetfulItems),
    path("forgetful-page/", page),
    path("forgetful-stream/", stream),
    *urls.urlpatterns,
]
