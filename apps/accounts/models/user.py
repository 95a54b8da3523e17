"""People, who sign in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.account import Account
from apps.accounts.models.permission_group import PermissionGroup
from apps.common import walls
from apps.common.beginnings import BeginningField
from apps.common.models import AccountQuerySet
from apps.common.plain_text import validate_line


class Role(models.TextChoices):
    SUPER_ADMINISTRATOR = "super_administrator", _("Super Administrator")
    ADMINISTRATOR = "administrator", _("Administrator")
    CUSTOM = "custom", _("Custom, by permission group")
    READ_ONLY = "read_only", _("Read-only")


class UserQuerySet(AccountQuerySet["User"]):
    def active_super_administrators(self) -> UserQuerySet:
        """Those who can come in: an invited one may never do."""
        return self.filter(role=Role.SUPER_ADMINISTRATOR, is_active=True).exclude(
            last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
        )

    def owner(self) -> User | None:
        """Of the one account that these people are of."""
        return self.filter(is_owner=True).first()

    def offered(self) -> User | None:
        """To whom the account is offered now."""
        return self.filter(ownership_offer_ends__gt=timezone.now()).first()


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def of(self, account: Account) -> UserQuerySet:
        return self.get_queryset().of(account)

    def for_api(self, account: Account) -> UserQuerySet:
        """The account's people by name; two of one name by their address, which is theirs alone."""
        return self.of(account).order_by("name", "email")

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An installation operator, for `manage.py createsuperuser`."""
        from apps.accounts.services import create_operator

        return create_operator(email=email, password=password, **fields)


class User(AbstractBaseUser):
    """A person. Signs in with the e-mail address; belongs to one account, or is an operator of the installation."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, validators=[validate_line])
    name_key = BeginningField("name")
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="users", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    permission_group = models.ForeignKey(
        PermissionGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("permission group"),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_operator = models.BooleanField(_("operator of the installation"), default=False, editable=False)
    created_at = models.DateTimeField(_("creation date"), default=timezone.now, editable=False)
    password_set_at = models.DateTimeField(_("password set"), default=timezone.now, editable=False)
    # Too short to be the only proof: it must be changed once the second factor is gone.
    password_needs_two_step = models.BooleanField(_("short password"), default=False, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True, editable=False)
    invited_by = models.CharField(_("invited by"), max_length=255, blank=True, editable=False)
    is_owner = models.BooleanField(_("owner of the account"), default=False, editable=False)
    ownership_offer_ends = models.DateTimeField(_("may take over the account until"), null=True, editable=False)
    """Until when the owner's offer to hand over the account to this person stands."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        indexes = [
            models.Index(fields=["account", "name", "email"], name="user_by_name"),
            models.Index(fields=["account", "name_key", "id"], name="user_by_beginning"),
            models.Index(fields=["account", "role", "name", "email"], name="user_by_role"),
            models.Index(fields=["account", "permission_group", "name", "email"], name="user_by_group"),
            models.Index(fields=["account", "is_active", "name", "email"], name="user_by_state"),
            models.Index(fields=["account", "name", "email"], name="user_never_here", condition=Q(last_login=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_operator=True, account=None) | Q(is_operator=False, account__isnull=False),
                name="user_has_account_unless_operator",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CUSTOM) | Q(permission_group__isnull=False),
                name="custom_user_has_group",
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(is_owner=True), name="account_has_one_owner"),
            models.CheckConstraint(
                condition=Q(is_owner=False) | Q(is_active=True, role=Role.SUPER_ADMINISTRATOR),
                name="owner_is_active_super_administrator",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ownership_offer_ends__isnull=False),
                name="account_is_offered_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.lower()
        if self.role == Role.CUSTOM and self.permission_group is None:
            raise ValidationError({"permission_group": _("Group permissions cannot be blank")})
        if not self.is_operator and not self.role:
            raise ValidationError({"role": _("Role cannot be blank")})
        if self.permission_group and self.permission_group.account_id != self.account_id:
            raise ValidationError({"permission_group": _("This permission group does not exist.")})

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """An e-mail address belongs to one person in all accounts: who is asked for theirs must look into all.

        Of another account's person nobody learns more than that this address does not do.
        """
        with walls.aside():
            is_elsewhere = User.objects.filter(email=self.email).exclude(account=self.account_id).exists()
            if is_elsewhere and "email" not in (exclude or ()):
                raise ValidationError({"email": _("This address cannot be used. Use another one.")})
            super().validate_unique(exclude)

    @property
    def is_offered_ownership(self) -> bool:
        return self.ownership_offer_ends is not None and self.ownership_offer_ends > timezone.now()

    # The admin asks these three of any user; what they may do is for apps.accounts.permissions to say.
    @property
    def is_staff(self) -> bool:
        return self.is_active

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
