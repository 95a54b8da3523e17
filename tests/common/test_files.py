"""Files: what may be kept, and under which name."""

from __future__ import annotations

import io
import os

import pytest

from apps.common.files import DOCUMENTS, PICTURES_AND_PDF, FileRefused
from apps.common.files.answers import headers_of
from apps.common.files.kinds import Kind, kind_of
from apps.common.files.names import clean_name
from apps.common.files.refusals import Reason
from tests import files
from tests.files import GIF, JPEG, PDF, PNG, PPTX, TEXT, XLSX, archive, odf, ooxml

OFFICE, ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
PAGE = b"<html><script>alert(1)</script></html>"


def reason_for(content: bytes, name: str = "", kinds: tuple[Kind, ...] = DOCUMENTS) -> Reason:
    with pytest.raises(FileRefused) as refused:
        kind_of(io.BytesIO(content), name, kinds)
    assert set(refused.value.message_dict) == {"file"}
    return refused.value.reason


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PNG, "", "image/png"), (JPEG, "", "image/jpeg"), (GIF, "", "image/gif"), (files.webp(), "", "image/webp"),
        (files.heic(), "", "image/heic"), (PDF, "", "application/pdf"), (TEXT, "", "text/plain"),
        (b"a;b\r\n1;2\r\n", "datos.CSV", "text/csv"), ("ñ".encode("latin-1") * 3, "", "text/plain"),
        (ooxml(), "", f"{OFFICE}wordprocessingml.document"), (ooxml(XLSX), "", f"{OFFICE}spreadsheetml.sheet"),
        (ooxml(PPTX), "", f"{OFFICE}presentationml.presentation"), (odf(), "", f"{ODF}text"),
        (odf("spreadsheet"), "", f"{ODF}spreadsheet"), (odf("presentation"), "page.html", f"{ODF}presentation"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_are_whatever_it_is_called(content: bytes, name: str, media_type: str) -> None:
    assert kind_of(io.BytesIO(content), name).media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"", PAGE, b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml?>", b"MZ\x90", b"#!/bin/sh",
        b"\x7fELF", b" " + PNG, archive({"a": "b"}), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"x" + ooxml(), b"\x1f\x8b\x08", b"\xff\xfea\0",
    ],
)  # fmt: skip
def test_nothing_else_is_kept(content: bytes) -> None:
    assert reason_for(content, "acta.pdf") in (Reason.UNKNOWN_KIND, Reason.DAMAGED)


def test_pictures_and_pdf_are_all_that_a_request_takes() -> None:
    assert reason_for(ooxml(), kinds=PICTURES_AND_PDF) == Reason.UNKNOWN_KIND
    assert reason_for(TEXT, kinds=PICTURES_AND_PDF) == Reason.UNKNOWN_KIND


@pytest.mark.parametrize(
    "content",
    [PNG[:-1], JPEG[:20], GIF[:-1], files.webp()[:-2], files.heic()[:-1], PDF[:40], ooxml()[:-5], TEXT + b"\0"],
)
def test_half_a_file_is_refused(content: bytes) -> None:
    assert reason_for(content) in (Reason.DAMAGED, Reason.TWO_KINDS, Reason.UNKNOWN_KIND)


@pytest.mark.parametrize(
    "content",
    [
        PDF + archive({"a": "b"}), PDF + PAGE, b"%PDF-1.4\n" + PAGE + PDF, PNG + archive({"a": "b"}), PNG + PAGE,
        JPEG + archive({"a": "b"}), JPEG + PAGE, GIF + b"alert(1)", GIF + PAGE, files.webp() + PAGE,
        TEXT + PAGE, TEXT + b"<?php system('x');", ooxml() + PAGE,
    ],
)  # fmt: skip
def test_two_things_at_once_are_refused(content: bytes) -> None:
    assert reason_for(content) == Reason.TWO_KINDS


def test_a_picture_that_is_a_program_too_is_no_picture() -> None:
    assert reason_for(b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//") == Reason.DAMAGED


def test_a_picture_may_end_in_zeros_and_a_photo_in_another_photo() -> None:
    assert kind_of(io.BytesIO(PNG + bytes(100)))
    assert kind_of(io.BytesIO(JPEG + JPEG + os.urandom(100_000)))


@pytest.mark.parametrize(
    "content",
    [
        files.png(100_000, 100_000), files.gif(60_000, 60_000), files.jpeg(60_000, 60_000),
        files.webp(16_000_000, 16_000_000), files.heic(100_000, 100_000),
        archive({f"part{number}": "" for number in range(5_001)} | {"mimetype": f"{ODF}text"}),
    ],
)  # fmt: skip
def test_a_bomb_is_refused_before_it_is_unpacked(content: bytes) -> None:
    assert reason_for(content) == Reason.BOMB


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    assert reason_for(files.lying_bomb()) == Reason.DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        ooxml(parts={"word/vbaProject.bin": b"x"}), ooxml(XLSX, {"xl/macrosheets/sheet1.xml": b"x"}),
        ooxml(parts={"word/activeX/activeX1.bin": b"x"}), odf(parts={"Basic/Standard/Module1.xml": b"x"}),
        odf(parts={"Scripts/python/x.py": b"x"}), ooxml(more='ContentType="x.macroEnabled"'),
    ],
)  # fmt: skip
def test_macros_are_refused(content: bytes) -> None:
    assert reason_for(content) == Reason.PROGRAM


@pytest.mark.parametrize(
    "parts",
    [{"../out.xml": "x"}, {"/etc/passwd": "x"}, {"a\\..\\b": "x"}, {"c:/x": "x"}, {"MAIN.xml": "x"}],
)
def test_a_package_with_odd_names_is_refused(parts: dict[str, bytes | str]) -> None:
    assert reason_for(ooxml(parts=parts)) == Reason.DAMAGED


def test_a_package_that_means_letters_by_numbers_is_refused() -> None:
    types = files.types(files.MAIN.format(XLSX), "&#109;acroEnabled")
    assert reason_for(archive({"[Content_Types].xml": types})) == Reason.DAMAGED


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("foto.png", "foto.png"), ("Bomba ñ (2).PNG", "Bomba ñ (2).PNG"), ("../../etc/passwd", "passwd.png"),
        ("C:\\fotos\\fuga.png", "fuga.png"), ("page.html", "page.html.png"), ("a\r\nb\x00\"'<>&;.png", "a_b_.png"),
        ("", "file.png"), ("...", "file.png"), (".htaccess", "htaccess.png"), ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("con", "_con.png"), ("LPT1.png", "_LPT1.png"), ("contrato.png", "contrato.png"),
        ("acta\u202egnp.exe", "acta_gnp.exe.png"), ("漢" * 100 + ".png", "漢" * 78 + ".png"), ("a\u200b.png", "a_.png"),
    ],
)  # fmt: skip
def test_a_name_is_a_plain_name_and_ends_as_the_file_is(given: str, name: str) -> None:
    assert clean_name(given, ".png") == name


def test_other_endings_of_the_same_kind_stay() -> None:
    assert clean_name("foto.jpeg", ".jpg", (".jpeg",)) == "foto.jpeg"


def test_a_file_goes_out_to_be_saved_and_under_its_own_name() -> None:
    headers = headers_of("Manual ñ\"'.pdf", "a" * 64)
    plain, full = 'attachment; filename="Manual____.pdf"', "filename*=UTF-8''Manual%20%C3%B1%22%27.pdf"
    assert headers["Content-Disposition"] == f"{plain}; {full}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert headers["Cache-Control"] == "no-store"
