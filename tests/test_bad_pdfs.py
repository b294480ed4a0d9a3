"""Files that `paperwell read` must refuse: clearly, quickly, in little room, and never with a crash."""

from __future__ import annotations

import os
import resource
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from pypdf import PdfWriter

import generator
from generator import ExitCode, InputError, MissingAssetError, PaperwellError
from generator.answers.extract import MAX_BYTES
from tests.helpers import DAY, paperwell, riverside

QUICK = 2.0  # seconds, for the worst of files
BROKEN = "the PDF is broken or cut short"


@pytest.fixture(scope="module")
def blank() -> bytes:
    return generator.build_form(riverside(), "feedback", on=DAY).data


@pytest.fixture(scope="module")
def added(blank: bytes) -> bytes:
    """A form whose answers were added after the end of the blank one, as many programs save."""
    writer = PdfWriter(BytesIO(blank), incremental=True)
    values = {
        "words.good": "The kettle",
        "words.better": "The stairs",
        "words.wrong": "/false",
        "words.may_print": "/true",
    }
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal(path: Path) -> PaperwellError:
    """Return the error of reading *path*, which comes soon and tells the file and what to do."""
    start = perf_counter()
    with pytest.raises(PaperwellError) as caught:
        generator.read(path, riverside())
    assert perf_counter() - start < QUICK
    for problem in caught.value.problems:
        assert problem.at is not None
        assert path.name in str(problem.at) or not path.name.isprintable()
        assert problem.hint
    return caught.value


def garbage(size: int, start: bytes = b"") -> bytes:
    block = os.urandom(1_000_000)
    return (start + block * (size // len(block) + 1))[:size]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"x", "the file is no PDF"),
        (b"Dear clinic, here is my form.", "the file is no PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "the file is no PDF"),
        (b"PK\x03\x04" + bytes(1000), "the file is no PDF"),
        (b"%PDF-1.7\n", BROKEN),
        (b"%PDF-1.7\n%%EOF", BROKEN),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF", BROKEN),
        (b"%PDF-1.7\n" + b"<<" * 100_000, BROKEN),
        (b"%PDF-1.7\n" + b"1 0 obj\nendobj\n" * 100_000, BROKEN),
    ],
)
def test_what_is_no_pdf_is_told(tmp_path: Path, data: bytes, problem: str) -> None:
    (tmp_path / "form.pdf").write_bytes(data)
    assert problem in str(refusal(tmp_path / "form.pdf"))


def little_room() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))


def test_garbage_is_refused_in_no_time_and_little_room(tmp_path: Path) -> None:
    """One process for all: a file that takes room or time would stop the others."""
    files = {
        "bare.pdf": (garbage(50_000_000), "the file is no PDF"),
        "head.pdf": (garbage(50_000_000, b"%PDF-1.7\n"), "the file is too large for a form: 50 MB"),
        "small.pdf": (garbage(MAX_BYTES, b"%PDF-1.7\n"), BROKEN),
        "zeros.pdf": (b"%PDF-1.7\n" + bytes(MAX_BYTES - 100), BROKEN),
        "objects.pdf": (b"%PDF-1.7\n" + b"1 0 obj\nendobj\n" * (MAX_BYTES // 16), BROKEN),
    }
    for name, (data, problem) in files.items():
        (tmp_path / name).write_bytes(data)
        assert problem in str(refusal(tmp_path / name))
    done = paperwell("read", *files, "--clinic", "riverside", cwd=tmp_path, before=little_room)
    assert (done.returncode, done.stdout) == (ExitCode.BAD_INPUT, "")
    assert [line for line in done.stderr.splitlines() if ".pdf: " in line] == [
        f"{name}: {problem}" for name, (_, problem) in files.items()
    ]
    assert "Traceback" not in done.stderr


def test_missing_file_is_told(tmp_path: Path) -> None:
    error = refusal(tmp_path / "form.pdf")
    assert isinstance(error, MissingAssetError)
    assert "cannot read it: No such file" in str(error)


def test_folder_is_told(tmp_path: Path) -> None:
    assert "it is a folder" in str(refusal(tmp_path))


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "form.pdf")
    assert "it is no ordinary file" in str(refusal(tmp_path / "form.pdf"))


def test_device_is_not_read() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no /dev/zero here")
    assert "it is no ordinary file" in str(refusal(Path("/dev/zero")))


def test_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "form.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "form.pdf").chmod(0)
    assert "cannot read it: Permission denied" in str(refusal(tmp_path / "form.pdf"))


def test_name_that_steers_the_terminal_is_shown_without_doing_so(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\udcff\n.pdf"
    path.write_bytes(b"no PDF")
    assert "a\ufffd[31m\ufffd\ufffd.pdf: the file is no PDF" in str(refusal(path))


def test_locked_pdf_is_told(tmp_path: Path, blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        pdf.save(tmp_path / "form.pdf", encryption=pikepdf.Encryption(user="secret", owner="other"))
    assert "the PDF is locked with a password" in str(refusal(tmp_path / "form.pdf"))


def test_pdf_that_opens_without_its_password_is_read(tmp_path: Path, blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        pdf.save(tmp_path / "form.pdf", encryption=pikepdf.Encryption(user="", owner="other"))
    assert generator.read(tmp_path / "form.pdf", riverside()).form == "feedback"


# -- files that are cut short -----------------------------------------------------------------------------------------


def test_file_that_is_cut_short_is_never_read_as_if_it_were_whole(tmp_path: Path, blank: bytes, added: bytes) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(added)
    whole = generator.read(path, riverside())
    assert len(whole.answers) > 3
    end = len(added.rstrip())
    for size in [*range(len(blank) + 1, end, 211), *range(end - 200, end, 7), *range(0, len(blank), 4001)]:
        path.write_bytes(added[:size])
        assert "cut short" in str(refusal(path)) or size < 8


@pytest.mark.parametrize("junk", [b"\n\n", b"\0" * 500, b"\r\n--boundary--\r\n"])
def test_what_mail_programs_leave_behind_the_end_does_no_harm(tmp_path: Path, added: bytes, junk: bytes) -> None:
    (tmp_path / "form.pdf").write_bytes(added + junk)
    assert len(generator.read(tmp_path / "form.pdf", riverside()).answers) > 3


def test_any_damaged_byte_ends_in_answers_or_in_a_message(tmp_path: Path, added: bytes) -> None:
    path = tmp_path / "form.pdf"
    for place in range(0, len(added), len(added) // 150):
        path.write_bytes(added[:place] + bytes([added[place] ^ 0x55]) + added[place + 1 :])
        with suppress(PaperwellError):
            generator.read(path, riverside())


# -- fields that no form has ------------------------------------------------------------------------------------------


def tree(path: Path, roots: Callable[[Pdf], Object]) -> Path:
    """Write a PDF whose fields are *roots*."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.AcroForm = Dictionary(Fields=roots(pdf))
    pdf.save(path)
    return path


def text_field(pdf: Pdf, name: str = "a") -> Object:
    return pdf.make_indirect(Dictionary(T=String(name), FT=Name.Tx, V=String("x")))


def in_circles(pdf: Pdf) -> Object:
    first = pdf.make_indirect(Dictionary(T=String("a")))
    first.Kids = Array([pdf.make_indirect(Dictionary(T=String("b"), Kids=Array([first]))), first])
    return Array([first, first])


def deep(pdf: Pdf) -> Object:
    node = text_field(pdf)
    for _ in range(5000):
        node = pdf.make_indirect(Dictionary(T=String("a"), Kids=Array([node])))
    return Array([node])


def wide(pdf: Pdf) -> Object:
    return Array([pdf.make_indirect(Dictionary(T=String("a"), Kids=Array([text_field(pdf)] * 100_000)))])


def shared(pdf: Pdf) -> Object:
    node = text_field(pdf)
    for _ in range(40):
        node = pdf.make_indirect(Dictionary(T=String("a"), Kids=Array([node] * 100)))
    return Array([node])


def odd(pdf: Pdf) -> Object:
    names: list[Object] = [Name.a, Array([]), Dictionary(), String(b"\xfe\xff\xd8\x00"), String("x" * 100_000)]
    fields = [pdf.make_indirect(Dictionary(T=name, FT=Name.Tx, Ff=Name.b, Kids=Name.c, V=name)) for name in names]
    for value in names:
        button = Dictionary(T=String("b"), FT=Name.Btn, V=value, AS=value, AP=value, Ff=1 << 15)
        fields.append(pdf.make_indirect(button))
    return Array([*fields, Name.x, Array([]), String("s")])


@pytest.mark.parametrize("roots", [in_circles, deep, wide, shared, odd], ids=lambda roots: roots.__name__)
def test_odd_trees_of_fields_are_bounded(tmp_path: Path, roots: Callable[[Pdf], Object]) -> None:
    assert "field" in str(refusal(tree(tmp_path / "form.pdf", roots)))


@pytest.mark.parametrize("fields", [Name.a, Dictionary(), String("x"), Array([])])
def test_fields_that_are_no_list_are_none(tmp_path: Path, fields: Object) -> None:
    assert "it has no fields" in str(refusal(tree(tmp_path / "form.pdf", lambda pdf: fields)))


def test_pdf_of_somebody_else_is_told(tmp_path: Path) -> None:
    path = tree(tmp_path / "form.pdf", lambda pdf: Array([text_field(pdf, "Name")]))
    assert "does not say which form it is" in str(refusal(path))


@pytest.mark.parametrize(
    ("sheet", "told"),
    [("foot_drop", "it is no form of Paperwell"), ("sciatica", "its fields do not tell")],
    ids=["without fields", "with boxes to tick"],
)
def test_advice_sheet_is_no_form(sheet: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(generator.build_handout(riverside(), sheet, on=DAY).data)
    assert told in str(refusal(path))


def test_objects_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    head = b"3 0 "
    packed = zlib.compress(head + b"<</T(a)/FT/Tx>>" + b" " * 50_000_000, 9)
    body = b"%PDF-1.7\n"
    places = {1: len(body)}
    body += b"1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>endobj\n"
    places[2] = len(body)
    body += b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    places[4] = len(body)
    body += b"4 0 obj<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(head), len(packed))
    body += packed + b"\nendstream endobj\n"
    places[5] = len(body)
    rows = [
        (2, 4, 0) if number == 3 else (1, places[number], 0) if number in places else (0, 0, 0) for number in range(6)
    ]
    table = b"".join(bytes([kind]) + place.to_bytes(4) + index.to_bytes(2) for kind, place, index in rows)
    body += b"5 0 obj<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    body += table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % places[5]
    (tmp_path / "form.pdf").write_bytes(body)
    assert isinstance(refusal(tmp_path / "form.pdf"), InputError)


def test_limits_of_the_pdf_library_are_as_before_afterwards(tmp_path: Path, blank: bytes) -> None:
    before = pikepdf.settings.get_qpdf_limits()
    (tmp_path / "form.pdf").write_bytes(blank)
    generator.read(tmp_path / "form.pdf", riverside())
    assert pikepdf.settings.get_qpdf_limits() == before
