"""The registry of modules: what the account's data is divided into, and what can be permitted in each part.

An app registers its modules when it starts (`AppConfig.ready`); matrix, scopes and the permission function read them.
"""

from dataclasses import dataclass
from functools import cache, cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VIEW, ADD, EDIT, DELETE, REPORTS = ACTIONS = ("view", "add", "edit", "delete", "reports")
READ_ONLY_ACTIONS = (VIEW, REPORTS)
ACTION_LABELS: dict[str, str | Promise] = {
    VIEW: _("View"), ADD: _("Add"), EDIT: _("Edit"), DELETE: _("Delete"), REPORTS: _("Reports"),
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """`name` is spelled the same in URL, scope and permission; a settings module cannot be switched off.

    `about` says in a sentence what the module holds, and `lists` what its first list in the API is called, where that
    is not the module's own name.
    `super_administrator_only`: no group can be given it; only the owner of the account holds it.
    `is_lent_by_consent`: besides, the owner can let a consumer use it for them, by agreeing to just that; no group, no
    client credentials and no key pair ever carries it. `warning` is what the owner must know before they agree.
    """

    name: str
    label: str | Promise
    is_settings: bool = False
    super_administrator_only: bool = False
    is_lent_by_consent: bool = False
    about: str | Promise = ""
    lists: str = ""
    warning: str | Promise = ""

    def permission(self, action: str) -> str:
        return f"{self.name}:{action}"

    @property
    def list_name(self) -> str:
        return self.lists or self.name

    @cached_property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.permission(action) for action in ACTIONS)


_modules: dict[str, Module] = {}


def register(module: Module) -> None:
    """Add `module`. Raises ValueError when its name is taken by a different one."""
    if _modules.setdefault(module.name, module) != module:
        raise ValueError(f"module {module.name} is registered twice")
    owners_permissions.cache_clear()


def get(name: str) -> Module | None:
    return _modules.get(name)


def module_in_words(name: str) -> str:
    """The label of the module; of one that is gone, its name."""
    module = get(name)
    return str(module.label) if module else name


def every() -> list[Module]:
    """All modules: data first, then settings, each in the order of registration."""
    return sorted(_modules.values(), key=lambda module: module.is_settings)


def data() -> list[Module]:
    return [module for module in every() if not module.is_settings]


def grantable() -> list[Module]:
    """The modules that a permission group can be given."""
    return [module for module in every() if not module.super_administrator_only]


def lent_by_consent() -> list[Module]:
    """The modules that only a Super Administrator's own consent can let a consumer use."""
    return [module for module in every() if module.super_administrator_only and module.is_lent_by_consent]


@cache
def owners_permissions() -> frozenset[str]:
    """What only a Super Administrator holds."""
    return permissions_of([module for module in every() if module.super_administrator_only])


def permissions_of(chosen: list[Module], actions: tuple[str, ...] = ACTIONS) -> frozenset[str]:
    if actions == ACTIONS:
        return frozenset().union(*(module.permissions for module in chosen))
    return frozenset(module.permission(action) for module in chosen for action in actions)
