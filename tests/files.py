"""Small files of every kind, and hostile ones."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from apps.common.files import opened
from apps.common.files.rows import FileRow

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
FRAME = b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + FRAME + b"\xff\xda\x00\x08rest\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
TEXT = "Procedimiento de arranque: abra la válvula.\n".encode()
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
DOCX, XLSX, PPTX = "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"


def content_of(row: FileRow) -> bytes:
    with opened(row) as file:
        return bytes(file.read())


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), name) + data


def heic(width: int = 16, height: int = 16) -> bytes:
    sizes = box(b"ispe", struct.pack(">III", 0, width, height))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0\0\0\0" + sizes) + box(b"mdat", b"picture")


def webp(width: int = 16, height: int = 16) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    data = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(data)) + data


def png(width: int, height: int) -> bytes:
    """One that says it has so many pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [head, b"IDAT" + zlib.compress(b"\0"), b"IEND"]
    whole = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def gif(width: int, height: int) -> bytes:
    return GIF[:6] + struct.pack("<HH", width, height) + GIF[10:]


def jpeg(width: int, height: int) -> bytes:
    return JPEG.replace(FRAME, FRAME[:5] + struct.pack(">HH", height, width) + FRAME[9:])


def archive(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as opened:
        for name, data in parts.items():
            opened.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else method)
    return made.getvalue()


def types(main: str, more: str = "") -> str:
    part = f'<Override PartName="/main.xml" ContentType="{main}"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Types>{part}{more}</Types>'


def ooxml(kind: str = DOCX, parts: Mapping[str, bytes | str] | None = None, more: str = "") -> bytes:
    own = {"[Content_Types].xml": types(MAIN.format(kind), more), "main.xml": "<document/>"}
    return archive({**own, **(parts or {})})


def odf(kind: str = "text", parts: Mapping[str, bytes | str] | None = None) -> bytes:
    own = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<office/>"}
    return archive({**own, **(parts or {})})


def zip_bomb() -> bytes:
    """201 megabytes of nothing in a document of 200 kilobytes."""
    return ooxml(parts={"word/media/image.png": bytes(201 * 1024**2)})


def lying_bomb() -> bytes:
    """Its list of parts says that two megabytes are ten bytes."""
    made = bytearray(ooxml(parts={"big.xml": bytes(2 * 1024**2)}))
    size, said = struct.pack("<I", 2 * 1024**2), struct.pack("<I", 10)
    return bytes(made).replace(size, said)
