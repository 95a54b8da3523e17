"""The file service: what people and programs hand in is looked at, named safely, and kept outside of the database.

    with files.kept(content, name="acta.pdf", kinds=DOCUMENTS, most=…) as facts:   # raises FileRefused
        document.stored_as = facts.stored_as …
    files.opened(row)                                                # to be read in pieces; raises FileMissing

A file is what its bytes are (`kinds`), whatever it is called or said to be; one that is two things at once, that
unpacks to more than anybody needs, or in which the scanner finds something is refused. It lies under a random name
that says nothing, on disk or in an S3-compatible store (FILES_URL), and only a row (`rows.FileRow`) knows which. Where
the row is not written in the end the file goes again; what a crash leaves behind, `manage.py purge` takes away.
"""

from apps.common.files.kinds import DOCUMENTS, PICTURES_AND_PDF
from apps.common.files.refusals import FileMissing, FileRefused
from apps.common.files.store import exists, kept, opened

__all__ = ["DOCUMENTS", "PICTURES_AND_PDF", "FileMissing", "FileRefused", "exists", "kept", "opened"]
