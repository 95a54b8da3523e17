"""The words of a transaction: where it happened and what kind of record was touched; and from words to conditions.

What happened to it is in apps.audit.events, which knows no modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from django.apps import apps
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from apps.accounts import modules
from apps.audit.events import KINDS
from apps.audit.models import Transaction

OWN_MODULES: dict[str, Promise] = {
    "session": gettext_lazy("Sign-in"),
    "installation": gettext_lazy("Installation"),
}


def module_choices() -> list[tuple[str, str | Promise]]:
    """Every module that a transaction can be of, with its label."""
    return [*((module.name, module.label) for module in modules.every()), *OWN_MODULES.items()]


def module_of(entry: Transaction) -> str:
    return str(dict(module_choices()).get(entry.module, entry.module))


def submodule_of(entry: Transaction) -> str:
    """The kind of record that was touched, e.g. "OAuth consumer"."""
    model = recorded_models().get(entry.target_type)
    return label_of(model) if model else entry.target_type


def label_of(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


@cache
def recorded_models() -> dict[str, type[Model]]:
    """Our models by the name under which the record knows them."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return {model._meta.model_name or "": model for model in ours}


def in_module(word: str) -> Q:
    """The condition for transactions of the module of this name, or of this label in the reader's language."""
    return _one_of("module", _named(word, module_choices()))


def about_submodule(word: str) -> Q:
    """The same for the kind of record."""
    return _one_of("target_type", _named(word, ((name, label_of(model)) for name, model in recorded_models().items())))


def of_action(word: str) -> Q:
    """The same for the kind of action, such as "rotate"; or for one action by itself, such as "secret_rotated"."""
    kinds = [kind for kind in _named(word, KINDS.items()) if kind in KINDS]
    return _one_of("kind", kinds) if kinds else Q(action=word)


CONDITIONS: dict[str, Callable[[str], Q]] = {"module": in_module, "sub_module": about_submodule, "action": of_action}


def _named(word: str, choices: Iterable[tuple[str, str | Promise]]) -> list[str]:
    """The names that `word` is, or is the label of; else `word` itself."""
    same = word.casefold()
    return sorted({name for name, label in choices if same in (name, str(label).casefold())}) or [word]


def _one_of(field: str, names: list[str]) -> Q:
    # For one name the index of the field also gives the order.
    return Q(**{field: names[0]}) if len(names) == 1 else Q(**{f"{field}__in": names})
