"""The tag tree of finished files, read back with pikepdf: what veraPDF does not check, and what a reader is told."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf
from ruamel.yaml import YAML

import generator
from generator import Built
from tests.conftest import Golden
from tests.test_conformance import write_clinic, write_long_handout

DAY = datetime.date(2026, 11, 23)
PAINTS = frozenset("S s f F f* B B* b b* sh Do EI Tj TJ ' \"".split())  # noqa: SIM905
Home = tuple[int, int]  # number of an object


@dataclass
class Marked:
    """What a page's content says of itself: its MCIDs, the text of each, the artifacts' text, and what is wrong."""

    mcids: list[int] = field(default_factory=list)
    text: dict[int, str] = field(default_factory=dict)
    furniture: str = ""
    faults: list[str] = field(default_factory=list)


def meanings(font: Object) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>", cmap)
    return {int(gid, 16): bytes.fromhex(text).decode("utf-16-be") for gid, text in pairs}


def read_content(page: pikepdf.Page) -> Marked:
    """Walk the operators of *page* with the stack of marked content."""
    marked = Marked()
    fonts = {name: meanings(font) for name, font in page.obj.Resources.Font.items()}
    stack: list[tuple[str, int | None, str | None]] = []  # tag, MCID, ActualText
    font = ""

    def add(text: str) -> None:
        owner = next((mcid for _, mcid, _ in stack if mcid is not None), None)
        if owner is None:
            marked.furniture += text
        else:
            marked.text[owner] += text

    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        name = str(operator)
        if name in ("BDC", "BMC"):
            inside = {
                "artifact" if tag == "/Artifact" else "tagged" for tag, mcid, _ in stack if tag != "/Span" or mcid
            }
            properties: Any = operands[1] if name == "BDC" else {}
            mcid = int(properties.MCID) if "/MCID" in properties else None
            actual = str(properties.ActualText) if "/ActualText" in properties else None
            if inside and (mcid is not None or operands[0] == Name.Artifact):
                marked.faults.append(f"{operands[0]} inside {', '.join(inside)} content")
            stack.append((str(operands[0]), mcid, actual))
            if mcid is not None:
                marked.mcids.append(mcid)
                marked.text.setdefault(mcid, "")
            if actual is not None:
                add(actual)
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name in PAINTS and not stack:
            marked.faults.append(f"{name} outside of tags and artifacts")
        if name in ("Tj", "TJ") and not any(actual is not None for *_, actual in stack):
            parts = operands[0] if name == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            add("".join(fonts[font][int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2)))
    if stack:
        marked.faults.append(f"{len(stack)} marks are never closed")
    return marked


def kids(elem: Object) -> list[Any]:
    content = elem.get("/K", Array())
    return list(content) if isinstance(content, Array) else [content]


def tag_is(elem: Object, tag: str) -> bool:
    return str(elem.S) == f"/{tag}"


def is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def elements(elem: Object) -> Iterator[Object]:
    yield elem
    for kid in kids(elem):
        if is_element(kid):
            yield from elements(kid)


def tree(pdf: Pdf) -> list[Object]:
    """Return every element of the tag tree, in order."""
    return [found for kid in kids(pdf.Root.StructTreeRoot) for found in elements(kid)]


def parent_tree(pdf: Pdf) -> dict[int, Object]:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(number): value for number, value in zip(numbers[::2], numbers[1::2], strict=True)}


def content_of(elem: Object) -> Iterator[tuple[Home, int]]:
    """Yield page and MCID of each piece of content that belongs to *elem* itself."""
    for kid in kids(elem):
        if isinstance(kid, int):
            yield elem.Pg.objgen, kid
        elif kid.get("/Type") == Name.MCR:
            yield kid.get("/Pg", elem.get("/Pg")).objgen, int(kid.MCID)


def objects_of(elem: Object) -> Iterator[Object]:
    """Yield the annotations that belong to *elem* itself."""
    for kid in kids(elem):
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            yield kid.Obj


def all_annotations(pdf: Pdf) -> list[Object]:
    return [annotation for page in pdf.pages for annotation in page.obj.get("/Annots", Array())]


def open_pdf(data: bytes) -> Pdf:
    return pikepdf.open(BytesIO(data))


@cache
def contents(data: bytes) -> Mapping[Home, Marked]:
    """Return what the content of each page of a file says of itself, read once."""
    with open_pdf(data) as pdf:
        return {page.objgen: read_content(page) for page in pdf.pages}


@cache
def text_of(data: bytes) -> Sequence[tuple[str, str]]:
    """Return tag and own text of every element with text, in the order of the tree."""
    pages = contents(data)
    found = []
    with open_pdf(data) as pdf:
        for elem in tree(pdf):
            words = " ".join("".join(pages[home].text[mcid] for home, mcid in content_of(elem)).split())
            if words:
                found.append((str(elem.S)[1:], words))
    return found


@pytest.fixture(scope="module")
def samples(all_samples: Mapping[str, Built]) -> dict[str, bytes]:
    """All sample documents by file name."""
    return {file: built.data for file, built in all_samples.items()}


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return generator.build_handout(generator.load_library("riverside"), "sciatica", on=DAY).data


@pytest.fixture(scope="module")
def form() -> bytes:
    return generator.build_form(generator.load_library("riverside"), "new-patient", on=DAY).data


# -- integrity ------------------------------------------------------------------------------------------------------


def test_every_piece_of_content_is_in_the_tree_once(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            drawn = Counter((home, mcid) for home, page in contents(data).items() for mcid in page.mcids)
            tagged = Counter(piece for elem in tree(pdf) for piece in content_of(elem))
            assert drawn == tagged
            assert set(drawn.values()) == {1}


def test_parent_tree_leads_from_content_to_its_element(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            parents = parent_tree(pdf)
            owners = {piece: elem.objgen for elem in tree(pdf) for piece in content_of(elem)}
            listed = {
                (page.objgen, mcid): elem.objgen
                for page in pdf.pages
                for mcid, elem in enumerate(parents[int(page.obj.StructParents)])
            }
            assert listed == owners


def test_every_element_names_the_parent_it_hangs_on(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            root = pdf.Root.StructTreeRoot
            wrong = [
                str(kid.S)
                for elem in [root, *tree(pdf)]
                for kid in kids(elem)
                if is_element(kid) and kid.P.objgen != elem.objgen
            ]
            assert wrong == []
            assert len(kids(root)) == 1


def test_every_annotation_is_in_the_tree_once(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            on_pages = Counter(annotation.objgen for annotation in all_annotations(pdf))
            tagged = Counter(found.objgen for elem in tree(pdf) for found in objects_of(elem))
            assert on_pages == tagged
            assert set(on_pages.values()) <= {1}


def test_parent_tree_leads_from_annotations_to_their_element(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            parents = parent_tree(pdf)
            owners = {found.objgen: elem.objgen for elem in tree(pdf) for found in objects_of(elem)}
            listed = {found.objgen: parents[int(found.StructParent)].objgen for found in all_annotations(pdf)}
            assert listed == owners


def test_parent_tree_has_one_entry_a_page_and_annotation(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            keys = [int(page.obj.StructParents) for page in pdf.pages]
            keys += [int(annotation.StructParent) for annotation in all_annotations(pdf)]
            assert sorted(keys) == sorted(parent_tree(pdf))
            assert len(set(keys)) == len(keys)
            assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(keys)


def test_object_reference_names_the_page_of_its_annotation(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            homes = {found.objgen: page.objgen for page in pdf.pages for found in page.obj.get("/Annots", Array())}
            references = [
                kid for e in tree(pdf) for kid in kids(e) if isinstance(kid, Dictionary) and kid.get("/Obj") is not None
            ]
            assert {kid.Obj.objgen: kid.Pg.objgen for kid in references} == homes
            assert all(found.P.objgen == homes[found.objgen] for found in all_annotations(pdf))


def test_tags_and_artifacts_never_hold_each_other(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file):
            assert [fault for page in contents(data).values() for fault in page.faults] == []


def test_appearance_of_a_field_holds_no_tagged_content(form: bytes) -> None:
    with open_pdf(form) as pdf:
        states = [found.AP.N for found in all_annotations(pdf)]
        streams = [s for n in states for s in ([n] if isinstance(n, pikepdf.Stream) else n.values())]
        assert streams
        assert not any(b"MCID" in stream.read_bytes() for stream in streams)


# -- what the tags say ----------------------------------------------------------------------------------------------


def test_headings_start_at_one_and_never_skip_a_level(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            levels = [int(str(e.S)[2:]) for e in tree(pdf) if re.fullmatch(r"/H\d", str(e.S))]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(level <= before + 1 for before, level in pairwise(levels))


def test_every_figure_has_an_alternative_and_a_box_on_its_page(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        figures = []
        with subtests.test(file), open_pdf(data) as pdf:
            for figure in (e for e in tree(pdf) if tag_is(e, "Figure")):
                figures.append(figure)
                x0, y0, x1, y1 = (float(v) for a in figure.A if "/BBox" in a for v in a.BBox)
                _, _, width, height = (float(v) for v in figure.Pg.MediaBox)
                assert len(str(figure.Alt)) > 7
                assert 0 <= x0 < x1 <= width
                assert 0 <= y0 < y1 <= height
            assert bool(figures) == ("new-patient" not in file)


def test_every_field_has_a_tooltip_of_its_own(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            tips = [str(found.TU).strip() for found in all_annotations(pdf) if found.Subtype == Name.Widget]
            assert all(tips)
            assert len(set(tips)) == len(tips)
            assert bool(tips) == any(name in file for name in ("new-patient", "leg-pain", "sciatica"))


def test_every_field_hangs_on_a_form_element_and_every_link_on_a_link_element(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    tags = {Name.Widget: "/Form", Name.Link: "/Link"}
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            found = [(str(e.S), tags[o.Subtype]) for e in tree(pdf) for o in objects_of(e)]
            assert bool(found) == ("programme" not in file)
            assert all(tag == wanted for tag, wanted in found)


def test_tab_order_follows_the_structure_on_every_page(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            assert [page.obj.get("/Tabs") for page in pdf.pages] == [Name.S] * len(pdf.pages)


def test_fields_are_on_the_page_in_the_order_of_the_tree(form: bytes) -> None:
    with open_pdf(form) as pdf:
        tagged = [found.objgen for elem in tree(pdf) for found in objects_of(elem)]
        assert tagged == [found.objgen for found in all_annotations(pdf)]


def test_head_cells_say_what_they_head(sheet: bytes) -> None:
    with open_pdf(sheet) as pdf:
        heads = [e for e in tree(pdf) if tag_is(e, "TH")]
        scopes = Counter(str(next(a.Scope for a in e.A if "/Scope" in a)) for e in heads)
    assert scopes == {"/Column": 3, "/Row": 9}


def test_list_over_pages_stays_one_list(tmp_path: Path) -> None:
    write_long_handout(write_clinic(tmp_path))
    data = generator.build_handout(generator.load_library(tmp_path), "long", on=DAY).data
    with open_pdf(data) as pdf:
        lists = [e for e in tree(pdf) if tag_is(e, "L")]
        pages = [{home for part in elements(e) for home, _ in content_of(part)} for e in lists]
        assert [len(kids(e)) for e in lists] == [12, 12, 12]
        assert max(len(homes) for homes in pages) > 1


def test_table_over_pages_stays_one_table_with_one_head_and_one_body(tmp_path: Path) -> None:
    write_long_handout(write_clinic(tmp_path))
    data = generator.build_handout(generator.load_library(tmp_path), "long", on=DAY).data
    with open_pdf(data) as pdf:
        (table,) = (e for e in tree(pdf) if tag_is(e, "Table"))
        pages = {home for part in elements(table) for home, _ in content_of(part)}
        assert len(pages) > 1
        assert [(str(part.S), len(kids(part))) for part in kids(table)] == [("/THead", 1), ("/TBody", 30)]


# -- reading order --------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Return *text* without markup, blanks and case: lines may break and capitals may be set anywhere."""
    return re.sub(r"\s+", "", text.replace("**", "")).casefold()


def authored(node: Any) -> Iterator[str]:
    """Yield what an author wrote to be read as text, in the order of the file."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for child in node:
            yield from authored(child)
    elif isinstance(node, dict) and node.get("kind") == "include":
        yield from authored(authored_file(f"handouts/parts/{node['part']}.yaml")["body"])
    elif isinstance(node, dict):
        silent = {"sources", "figure", "kind", "widths", "alt", "labels", "id", "phase", "show"}
        if node.get("kind") in ("table", "treatments"):
            silent.add("title")  # the table's name for screen readers: not printed
        for key, child in node.items():
            if key not in silent:
                yield from authored(child)


def pieces(template: str) -> list[str]:
    """Return the stretches of *template* between the values and conditions."""
    return [part for part in re.split(r"\{%.*%\}|\{\{.*?\}\}", template) if part.strip()]


def out_of_order(text: str, wanted: Sequence[str]) -> list[str]:
    """Return what of *wanted* does not come in *text* after what stands before it."""
    position, lost = 0, []
    for part in wanted:
        found = text.find(bare(part), position)
        if found < 0:
            lost.append(part)
        else:
            position = found + len(bare(part))
    return lost


def authored_file(name: str) -> dict[str, Any]:
    path = Path(__file__).parent.parent / name
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return content


def test_sheet_is_read_in_the_order_its_author_wrote(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    handout = authored_file("handouts/sciatica.yaml")
    written = [handout["topic"], handout["title"], handout["lead"], *authored(handout["body"])]
    wanted = [part for template in written for part in pieces(template)]
    assert len(wanted) > 60
    for file, data in samples.items():
        if "sciatica" in file:
            with subtests.test(file):
                assert out_of_order(bare("".join(words for _, words in text_of(data))), wanted) == []


def test_form_is_read_in_the_order_its_author_wrote(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    form = authored_file("forms/new-patient.yaml")
    wanted = [form["title"], form["lead"]]
    for group in form["item"]:
        wanted += [group["text"], *([group["note"]] if "note" in group else [])]
        for item in group["item"]:
            wanted += pieces(item["text"]) if item.get("label") != "heading" else []
            wanted += [part for option in item.get("answerOption", ()) for part in pieces(option["display"])]
    for file, data in samples.items():
        if "new-patient" in file:
            with subtests.test(file):
                assert out_of_order(bare("".join(words for _, words in text_of(data))), wanted) == []


def test_fields_are_read_in_the_order_of_the_questions(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    questions = [
        f"{group['linkId']}.{item['linkId']}"
        for group in authored_file("forms/new-patient.yaml")["item"]
        for item in group["item"]
        if item["type"] not in ("signature", "display")
    ]
    for file, data in samples.items():
        if "new-patient" in file:
            with subtests.test(file), open_pdf(data) as pdf:
                names = [full_name(found) for elem in tree(pdf) for found in objects_of(elem)]
                assert list(dict.fromkeys(".".join(name.split(".")[:2]) for name in names)) == questions


def full_name(node: Object) -> str:
    above = full_name(node.Parent) if "/Parent" in node else ""
    return ".".join(part for part in (above, str(node.get("/T", ""))) if part)


def test_options_stand_with_the_question_they_answer(form: bytes) -> None:
    with open_pdf(form) as pdf:
        for item in (e for e in tree(pdf) if tag_is(e, "LI")):
            label, body = kids(item)
            (widget,) = (found for part in elements(label) for found in objects_of(part))
            words = " ".join("".join(contents(form)[home].text[mcid] for home, mcid in content_of(body)).split())
            assert str(widget.TU).endswith(f": {words}")


@pytest.mark.external("poppler")
def test_text_of_tags_and_furniture_together_is_the_text_of_the_page(
    samples: dict[str, bytes], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        path = tmp_path / file
        path.write_bytes(data)
        with subtests.test(file), open_pdf(data) as pdf:
            if any("/V" in found and Name.Off != found.V for found in all_annotations(pdf)):
                continue  # the values of its fields are on the page and neither tagged nor furniture
            ours = Counter("".join(page.furniture + "".join(page.text.values()) for page in contents(data).values()))
            hints = {"day": "DD", "month": "MM", "year": "YYYY"}  # the look of empty cells
            ours.update("".join(hints.get(str(found.get("/T", "")), "") for found in all_annotations(pdf)))
            shown = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
            assert Counter("".join(shown.split())) == Counter("".join("".join(ours.elements()).split()))


# -- furniture ------------------------------------------------------------------------------------------------------


def test_header_and_footer_are_drawn_and_not_read(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    wanted = ("Page 1 of", "Awaiting clinical review", "next review November 2028", "· v")
    for file, data in samples.items():
        with subtests.test(file), open_pdf(data) as pdf:
            read = bare("".join(words for _, words in text_of(data)))
            furniture = bare("".join(page.furniture for page in contents(data).values()))
            author = str(pdf.docinfo.Author)
            unread = wanted[:3] if "card" in file else (*wanted[:3], author)  # the card names the clinic
            assert [words for words in wanted if bare(words) not in furniture] == []
            assert [words for words in unread if bare(words) in read] == []
            assert bare(author) in furniture


def test_numbers_on_the_rail_are_not_read(form: bytes) -> None:
    headings = [words for tag, words in text_of(form) if tag == "H2"]
    assert headings == ["About you", "How can we help?", "People we may need to contact", "Your agreement"]


# -- golden outlines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [None, "P-1001"], ids=["blank", "personalised"])
@pytest.mark.parametrize("id_", ["sciatica", "new-patient"])
def test_outline_is_as_reviewed(id_: str, row: str | None, tmp_path: Path, golden: Golden) -> None:
    library = generator.load_library("riverside")
    patient = generator.read_patient(library.folder / "patients.csv", row, library) if row else None
    build = generator.build_form if id_ == "new-patient" else generator.build_handout
    path = generator.save(build(library, id_, on=DAY, patient=patient), tmp_path)
    golden(f"{id_}-{'personalised' if row else 'blank'}.txt", generator.outline(path))
