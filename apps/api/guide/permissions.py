"""What can be permitted, and what each address needs: made from the registry of modules and from the resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.accounts import modules
from apps.api.door import Door
from apps.api.permissions import ACTIONS


@dataclass(frozen=True)
class Address:
    """`needs` is the permission, or "" where being somebody is enough."""

    method: str
    path: str
    needs: str


@dataclass(frozen=True)
class Entry:
    """One module with its permissions and its addresses. `names` are the older ones of its resources."""

    module: modules.Module | None
    permissions: tuple[str, ...]
    addresses: tuple[Address, ...]
    names: tuple[str, ...]


def entries(resources: Iterable[type[Door]]) -> list[Entry]:
    """Every module in the order of the registry; at the end what needs no permission."""
    known = list(resources)
    return [_entry(module, known) for module in (*modules.every(), None)]


def _entry(module: modules.Module | None, resources: list[type[Door]]) -> Entry:
    own = [resource for resource in resources if resource.module == (module.name if module else None)]
    return Entry(
        module,
        tuple(module.permission(action) for action in modules.ACTIONS) if module else (),
        tuple(address for resource in own for address in _addresses(resource)),
        tuple(name for resource in own for name in resource.names[1:]),
    )


def _addresses(resource: type[Door]) -> Iterator[Address]:
    path = f"/api/{resource.names[0]}"
    for where, offered in ((path, resource.collection), (f"{path}/{{code}}", resource.member)):
        # Whatever can be read has a HEAD too, which the first call adds.
        for method in (name.upper() for name in offered if name != "head"):
            yield Address(method, where, f"{resource.module}:{ACTIONS[method]}" if resource.module else "")
