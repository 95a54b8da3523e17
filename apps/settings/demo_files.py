"""The demo's files: fixtures hold no bytes, so small samples are made when the demo is loaded.

Each is made from what its row says, and always the same, so that the fixtures can say how large it is.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from itertools import chain

from apps.common.files.rows import FileRow
from apps.common.files.store import put_back
from apps.company.models import DocumentVersion
from apps.maintenance.models import Attachment

PAGE_WIDTH, PAGE_HEIGHT, SIDE = 595, 842, 64


def put_back_files() -> None:
    """The file of every row of the fixtures."""
    versions = DocumentVersion.objects.select_related("document")
    for row, title in chain(((one, one.document.name) for one in versions), _attachments()):
        put_back(row, sample(row.content_type, title, str(getattr(row, "version", ""))))


def _attachments() -> Iterator[tuple[FileRow, str]]:
    for one in Attachment.objects.all():
        yield one, one.description


def sample(content_type: str, title: str, version: str) -> bytes:
    if content_type == "application/pdf":
        return pdf(title, version)
    if content_type == "image/png":
        return picture(title)
    return f"{title};{version}\r\n1;OK\r\n2;OK\r\n".encode()


def pdf(title: str, version: str) -> bytes:
    """One page with the title on it (ISO 32000-1, section 7.5)."""
    shown = [text.replace("\\", "").replace("(", "\\(").replace(")", "\\)") for text in (title, version)]
    drawn = f"BT /F1 18 Tf 72 760 Td ({shown[0]}) Tj 0 -28 Td /F1 12 Tf ({shown[1]}) Tj ET".encode("cp1252", "replace")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % (PAGE_WIDTH, PAGE_HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _numbered(bodies)


def _numbered(bodies: list[bytes]) -> bytes:
    """The objects, and the table of where they begin."""
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(bodies) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def picture(title: str) -> bytes:
    """A square in a colour that follows from the title."""
    colour = zlib.crc32(title.encode()).to_bytes(4, "big")[:3]
    rows = (b"\0" + colour * SIDE) * SIDE
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = (b"IHDR" + head, b"IDAT" + zlib.compress(rows, 9), b"IEND")
    packed = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
