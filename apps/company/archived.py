"""What an archive of an account leaves out of the tables of this app."""

from apps.common import archiving
from apps.company.models import Document, GuestPortal

archiving.leave_out(GuestPortal, "digest", "sealed", reason="the secret part of the form's address")
archiving.leave_out(Document, "name_key", "group_key", reason="made of the name and the group, for searching")
