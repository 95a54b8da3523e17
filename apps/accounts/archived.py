"""What an archive of an account leaves out of the tables of this app and of the libraries that it uses."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.admin.models import LogEntry

from apps.accounts.models import Archive, ArchiveFile, CodeFactor, OldPassword, Session, User
from apps.accounts.models.single_sign_on import SingleSignOn
from apps.common import archiving
from apps.common.models import RowCount

archiving.leave_out(User, "password", reason="the digest of a secret")
archiving.leave_out(User, "name_key", reason="made of the name, for searching")
archiving.leave_out(OldPassword, reason="digests of secrets")
archiving.leave_out(CodeFactor, reason="second factors: whoever has them can sign in")
archiving.leave_out(Authenticator, reason="second factors: whoever has them can sign in")
archiving.leave_out(SingleSignOn, "sealed", reason="a secret, sealed")
archiving.leave_out(SocialToken, reason="tokens of the provider at which people sign in; none is kept")
archiving.leave_out(SocialAccount, "extra_data", reason="what the provider said when somebody last signed in")
archiving.leave_out(Session, reason="browsers that are signed in, which end within hours")
archiving.leave_out(Archive, reason="archives of this kind; the transactions log names each")
archiving.leave_out(ArchiveFile, reason="archives of this kind; the transactions log names each")
archiving.leave_out(RowCount, reason="counts of the rows of the other tables")
for unused in (EmailAddress, EmailConfirmation, LogEntry):
    archiving.leave_out(unused, reason="a table of a library, of which this server uses nothing")
