"""User Accounts: the people of the account, and the groups of permissions that people and consumers are given."""

from apps.accounts.models import PermissionGroup, User
from apps.settings.sections.user_accounts.groups import GroupAdmin
from apps.settings.sections.user_accounts.users import UserAdmin
from apps.settings.site import site

site.register(User, UserAdmin)
site.register(PermissionGroup, GroupAdmin)
