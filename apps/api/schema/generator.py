"""The whole document: every address of the resolver with every method that it has there, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, get_resolver
from django.utils.translation import gettext as _
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator

from apps.api.schema import headers, refusals, security
from apps.api.schema.values import Schema

Endpoint = tuple[str, str, str, Any]
URLS = "apps.api.urls"
UNDESCRIBED = ("unknown", "schema")


def endpoints() -> Iterator[Endpoint]:
    """Path, regular expression, method and view of everything that answers with data."""
    for pattern in get_resolver(URLS).url_patterns:
        if isinstance(pattern, URLPattern) and hasattr(pattern.callback, "actions") and is_described(pattern):
            for method in pattern.callback.actions:
                if method != "head":
                    yield path_of(pattern), str(pattern.pattern), method.upper(), pattern.callback


def is_described(pattern: URLPattern) -> bool:
    return pattern.name not in UNDESCRIBED


def path_of(pattern: URLPattern) -> str:
    """As a template: /api/items/{code}."""
    is_member = "code" in pattern.pattern.regex.groupindex
    return f"/api/{str(pattern.name).removesuffix('-one')}" + ("/{code}" if is_member else "")


class Endpoints(EndpointEnumerator):
    """What drf-spectacular asks for the addresses."""

    def get_api_endpoints(self, patterns: Any = None, prefix: Any = "") -> Any:
        return list(endpoints())


class Generator(SchemaGenerator):
    endpoint_inspector_cls = Endpoints

    def get_schema(self, request: Any = None, public: bool = True) -> Schema:
        """The document in the language that is active."""
        made: Schema = super().get_schema(request, public)  # type: ignore[no-untyped-call]
        shared = {
            "headers": headers.headers(),
            "parameters": headers.request_headers(),
            "schemas": refusals.schemas(),
            "securitySchemes": security.schemes(),
        }
        components = {kind: made["components"].get(kind, {}) | shared.get(kind, {}) for kind in
                      sorted({*made["components"], *shared})}  # fmt: skip
        # Paths first: what tells one version of the document from another is then in its ETag.
        return {
            "openapi": made["openapi"],
            "paths": made["paths"],
            "components": components,
            "info": info(),
            "servers": [{"url": settings.PUBLIC_URL}],
            "tags": tags(made["paths"]),
        }


def info() -> Schema:
    return {
        "title": "Conexiones",
        "version": "1.0",
        "description": _(
            "The data of an account and its settings. Every answer is JSON in one envelope, and tells how many calls "
            "are left. Every address answers with and without a slash at the end. Parameters that nobody knows are "
            "ignored, and named in the header Warning; fields that nobody knows are refused."
        ),
    }


def tags(paths: Schema) -> list[Schema]:
    names = dict.fromkeys(tag for path in paths.values() for method in path.values() for tag in method["tags"])
    return [{"name": name} for name in names]
