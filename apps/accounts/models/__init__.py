"""The people and their rights: accounts, users and permission groups; and what is kept of how people sign in."""

from apps.accounts.code_factors import CodeFactor
from apps.accounts.models.account import Account, all_data_modules, validate_modules, validate_time_zone
from apps.accounts.models.archive import Archive, ArchiveFailure, ArchiveFile, ArchiveState
from apps.accounts.models.logo import Logo
from apps.accounts.models.permission_group import PermissionGroup, validate_permissions
from apps.accounts.models.single_sign_on import SignOnDomain, SingleSignOn
from apps.accounts.models.user import Role, User, UserQuerySet
from apps.accounts.old_passwords import OldPassword
from apps.accounts.session import Session

__all__ = [
    "Account",
    "Archive",
    "ArchiveFailure",
    "ArchiveFile",
    "ArchiveState",
    "CodeFactor",
    "Logo",
    "OldPassword",
    "PermissionGroup",
    "Role",
    "Session",
    "SignOnDomain",
    "SingleSignOn",
    "User",
    "UserQuerySet",
    "all_data_modules",
    "validate_modules",
    "validate_permissions",
    "validate_time_zone",
]
