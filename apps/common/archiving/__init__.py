"""All data of one account as one file: every table that belongs to it, but for what is named here with a reason.

    archiving.leave_out(User, "password", reason="a digest of a secret")
    archiving.leave_out(Session, reason="opens a browser that is signed in")

Each app says so in its AppConfig.ready(). What nobody names is in the archive: a new table or field is so by itself.
`write` makes the file, in little memory however much there is; what is kept as a file goes in as one.
"""

from apps.common.archiving.tables import Table, account_model, leave_out, left_out_tables, tables
from apps.common.archiving.writing import FORMAT, VERSION, Progress, write

__all__ = [
    "FORMAT",
    "VERSION",
    "Progress",
    "Table",
    "account_model",
    "leave_out",
    "left_out_tables",
    "tables",
    "write",
]
