"""The people and their rights: accounts, users and permission groups; and what is kept of how people sign in."""

from apps.accounts.code_factors import CodeFactor
from apps.accounts.models.account import Account, all_data_modules, validate_modules, validate_time_zone
from apps.accounts.models.permission_group import PermissionGroup, validate_permissions
from apps.accounts.models.user import Role, User, UserQuerySet
from apps.accounts.old_passwords import OldPassword
from apps.accounts.session import Session

__all__ = [
    "Account",
    "CodeFactor",
    "OldPassword",
    "PermissionGroup",
    "Role",
    "Session",
    "User",
    "UserQuerySet",
    "all_data_modules",
    "validate_modules",
    "validate_permissions",
    "validate_time_zone",
]
