"""Archives of all data of an account: asked for, made by whichever process is there, taken, and forgotten."""

from apps.accounts.services.archives.asking import ask_archive, ask_last_archive, make_archive
from apps.accounts.services.archives.making import make_waiting, start
from apps.accounts.services.archives.taking import forget_old, note_download, open_archive

__all__ = [
    "ask_archive",
    "ask_last_archive",
    "forget_old",
    "make_archive",
    "make_waiting",
    "note_download",
    "open_archive",
    "start",
]
