"""Every resource answers with and without a slash at the end, and never with a redirect."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, re_path

from apps.api.door import Door
from apps.api.resources.items import ItemViewSet
from apps.api.resources.me import MeViewSet
from apps.api.resources.unknown import UnknownViewSet

RESOURCES: tuple[type[Door], ...] = (ItemViewSet, MeViewSet)


def patterns_of(resource: type[Door]) -> Iterator[URLPattern]:
    """The collection and its members; a code may hold any character, so that everything is answered here."""
    for name in resource.names:
        yield re_path(rf"^{name}/?\Z", resource.as_view(resource.collection, detail=False), name=name)
        if resource.member:
            one = resource.as_view(resource.member, detail=True)
            yield re_path(rf"^{name}/(?P<code>[\s\S]+?)/?\Z", one, name=f"{name}-one")


urlpatterns = [
    *(pattern for resource in RESOURCES for pattern in patterns_of(resource)),
    re_path(r"", UnknownViewSet.as_view({"get": "refuse"}), name="unknown"),
]
