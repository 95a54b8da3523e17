"""What a consumer, or a user with the role Custom, may do."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.plain_text import validate_line, validate_lines


def validate_permissions(permissions: list[str]) -> None:
    """Every entry must be `module:action` of a module that a group can be given."""
    unknown = set(permissions) - modules.permissions_of(modules.grantable())
    if unknown:
        raise ValidationError(_("Unknown permissions: %(names)s"), params={"names": ", ".join(sorted(unknown))})


class PermissionGroup(AccountOwned):
    """A named set of `module:action`."""

    name = models.CharField(_("name"), max_length=80, validators=[validate_line])
    description = models.CharField(_("description"), max_length=255, blank=True, validators=[validate_lines])
    is_read_only = models.BooleanField(_("read-only"), default=False)
    permissions = models.JSONField(_("permissions"), default=list, blank=True, validators=[validate_permissions])

    objects = AccountQuerySet["PermissionGroup"].as_manager()

    class Meta:
        verbose_name = _("permission group")
        verbose_name_plural = _("permission groups")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="permission_group_name_once")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        writing = [entry for entry in self.permissions if entry.partition(":")[2] not in modules.READ_ONLY_ACTIONS]
        if self.is_read_only and writing:
            raise ValidationError({"permissions": _("A read-only group can only hold View and Reports.")})
