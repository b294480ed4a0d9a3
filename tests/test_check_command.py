"""The commands check, find, sources and reviews: what they print and how they end."""

from __future__ import annotations

import datetime
import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
import generator
from generator import ExitCode, blocks
from generator.audit import Audit
from generator.build import handout_content, setting_of
from generator.check.finding import Finding
from generator.check.reading import reading
from generator.errors import Location
from generator.library import open_library
from generator.search import find
from tests.checking import HEAT, sheets_folder, small_library
from tests.helpers import DAY, ROOT, riverside

TABLE = "  - {kind: treatments, title: Treatments, show: [acupuncture, acupuncture]}\n"
SHEETS: Mapping[str, Mapping[str, str]] = {
    "worn_back": {"eases in": "feels worn out in"},
    "with_table": {HEAT: TABLE},
}
HELPS = "Walk a little each day.\nChange position often.\nDo the exercises that we chose with you."
OWN_SOURCE = "sources:\n  - {id: own, cite: Own 2020, author: A. B, title: Own, supports: Nothing, read: 'yes'}\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library(tmp_path_factory.mktemp("library") / "small")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sheets_folder(tmp_path_factory.mktemp("command") / "clinic", SHEETS, {})


@pytest.fixture
def library(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small built-in library, so that what looks at all of it is quick."""
    monkeypatch.setattr("generator.library.built_in", lambda: small)
    return small


@pytest.fixture
def clinic(library: Path, folder: Path) -> Path:
    """A clinic over the small library."""
    return folder


def run(*arguments: str | Path) -> Result:
    """Run the command on a day that all texts are young on."""
    hook = sys.excepthook
    dated = ("--date", DAY.isoformat()) if arguments[0] in ("check", "reviews") and "--date" not in arguments else ()
    result = CliRunner().invoke(cli.main, [str(each) for each in (*arguments, *dated)], prog_name="paperwell")
    sys.excepthook = hook
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


# -- check ----------------------------------------------------------------------------------------------------------


def test_a_finding_is_printed_with_its_line_why_it_matters_and_what_to_write(clinic: Path) -> None:
    result = run("check", "worn_back", "--clinic", clinic)
    assert result.exit_code == ExitCode.BAD_INPUT
    place, why, instead, count = result.stdout.splitlines()
    assert place.endswith("handouts/worn_back.yaml:53:19: “worn out”")
    assert (why, instead) == (
        "  why: it says what is not so, and people move less for it",
        "  instead: age-related change  [word]",
    )
    assert count == "1 looked at: 1 errors, 0 warnings"


def test_documents_of_every_kind_without_a_fault_end_well(clinic: Path) -> None:
    result = run("check", "sore_back", "feedback", "walking", "--clinic", clinic)
    assert (result.exit_code, result.stdout) == (ExitCode.OK, "3 looked at: 0 errors, 0 warnings\n")


def test_json_has_every_finding_and_how_each_sheet_reads(clinic: Path) -> None:
    result = run("check", "worn_back", "feedback", "--clinic", clinic, "--format", "json")
    assert result.exit_code == ExitCode.BAD_INPUT
    told = json.loads(result.stdout)
    (finding,), (sheet,) = told["findings"], told["sheets"]
    assert Path(finding.pop("file")).name == "worn_back.yaml"
    assert finding == {
        "rule": "word",
        "level": "error",
        "line": 53,
        "what": "“worn out”",
        "why": "it says what is not so, and people move less for it",
        "instead": "age-related change",
    }
    assert set(sheet) == {"id", "flesch_kincaid", "smog", "long_words", "sections", "pemat"}
    assert "What helps" in [section["title"] for section in sheet["sections"]]
    assert sheet["pemat"]["20 an action"] is True


def test_github_is_told_of_each_finding_at_its_line(clinic: Path) -> None:
    (line,) = run("check", "worn_back", "--clinic", clinic, "--format", "github").stdout.splitlines()
    head, _, said = line.removeprefix("::error file=").partition("::")
    place, number, title = head.split(",")
    assert Path(place).name == "worn_back.yaml"
    assert (number, title) == ("line=53", "title=word")
    assert said.startswith("“worn out”. Why: it says what is not so, and people")


def test_signs_that_end_a_github_command_are_escaped() -> None:
    finding = Finding("page", Location("a,b:c.yaml"), "50% full,\nso: so", "why", "less", "", "warning")
    (line,) = generator.check_for_github(Audit((finding,)))
    place = "::warning file=a%2Cb%3Ac.yaml,line=1,title=page::"
    assert line == f"{place}50%25 full,%0Aso: so. Why: why. Instead: less"


def test_warnings_end_well_unless_they_count_as_errors(tmp_path: Path, library: Path) -> None:
    folder = sheets_folder(tmp_path / "clinic", {}, {"handouts/sources.yaml": OWN_SOURCE})
    easy, strict = run("check", "--clinic", folder), run("check", "--strict", "--clinic", folder)
    assert (easy.exit_code, strict.exit_code) == (ExitCode.OK, ExitCode.BAD_INPUT)
    assert easy.stdout == strict.stdout
    assert "source “own” is not named anywhere" in easy.stdout
    assert easy.stdout.endswith("6 looked at: 0 errors, 1 warnings\n")


def test_what_the_documents_share_is_looked_at_with_all_of_them(tmp_path: Path, library: Path) -> None:
    files = {
        "handouts/parts/lonely.yaml": "id: lonely\nlanguage: en\nbody: [Text]\n",
        "reviews.yaml": "handouts:\n  sore_back:\n    version: '1.0'\n    text: AAAAAAAA\n    reviewed: 2026-11-21\n"
        "    reviewer: Dr A\n    next_review: 2028-11-20\nforms:\n  gone:\n    version: '1.0'\n    text: AAAAAAAA\n"
        "    reviewed: 2026-11-21\n    reviewer: Dr A\n    next_review: 2028-11-20\n",
    }
    folder = sheets_folder(tmp_path / "clinic", {"other_back": {"aching other_back": "aching back muscles"}}, files)
    path = folder / "clinic.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("#0B7272", "#FFF000"), encoding="utf-8")
    told = json.loads(run("check", "--clinic", folder, "--format", "json").stdout)["findings"]
    assert sorted((one["rule"], one["level"], Path(one["file"]).name, one["line"]) for one in told) == [
        ("alias", "error", "sore_back.yaml", 1),
        ("contrast", "warning", "clinic.yaml", 4),
        ("sign-off", "error", "reviews.yaml", 3),
        ("sign-off", "error", "reviews.yaml", 10),
        ("unused", "warning", "lonely.yaml", 1),
    ]


def test_broken_shared_files_are_findings_and_what_is_unused_is_not_told(tmp_path: Path, library: Path) -> None:
    files = {"handouts/exercises/walking.yaml": "id: [", "reviews.yaml": "id: [", "handouts/sources.yaml": OWN_SOURCE}
    folder = sheets_folder(tmp_path / "clinic", {}, files)
    told = json.loads(run("check", "--clinic", folder, "--format", "json").stdout)["findings"]
    assert sorted((one["rule"], Path(one["file"]).name) for one in told) == [
        ("file", "reviews.yaml"),
        ("file", "walking.yaml"),
    ]


def test_a_clinic_has_words_of_its_own(tmp_path: Path, library: Path) -> None:
    ours = (ROOT / "generator" / "locales" / "wording.en.yaml").read_text(encoding="utf-8")
    own = ours.replace("avoid:\n", "avoid:\n  - {words: [joint*], kind: jargon, instead: hinge}\n", 1)
    folder = sheets_folder(tmp_path / "clinic", {}, {"locales/wording.en.yaml": own})
    (finding,) = json.loads(run("check", "sore_back", "--clinic", folder, "--format", "json").stdout)["findings"]
    assert (finding["what"], finding["instead"]) == ("“joints”", "hinge")


def test_an_id_that_there_is_not_is_told(clinic: Path) -> None:
    result = run("check", "sore_bak", "feedback", "--clinic", clinic)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "there is no “sore_bak”" in result.stderr
    assert "did you mean “sore_back”?" in result.stderr


def test_pemat_items_and_the_grade_of_each_section_are_printed_as_tables(clinic: Path) -> None:
    result = run("check", "sore_back", "with_table", "--pemat", "--clinic", clinic)
    assert result.exit_code == ExitCode.OK
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    numbers = next(line[1:] for line in lines if line[0] == "PEMAT-P")
    marks = {line[0]: dict(zip(numbers, line[1:], strict=True)) for line in lines if len(line) == len(numbers) + 1}
    assert (marks["sore_back"]["20"], marks["with_table"]["19"]) == ("✓", "–")
    assert ["20", "an", "action"] in lines
    assert [line[:4] for line in lines if line[:3] == ["sore_back", "What", "helps"]] == [
        ["sore_back", "What", "helps", f"{reading(HELPS).flesch_kincaid:.1f}"]
    ]


# -- find -----------------------------------------------------------------------------------------------------------


def test_what_is_found_is_printed_with_the_words_that_it_was_found_by(clinic: Path) -> None:
    result = run("find", "aching", "back", "muscles", "--clinic", clinic)
    assert result.exit_code == ExitCode.OK
    assert ["handout", "sore_back", "Sore back", "aching back muscles"] in [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in result.stdout.splitlines()
    ]


# The conditions, symptoms and old names of the articles that the library answers, by the sheet that is for them.
NAMES = {
    "sciatica": """sciatica, radiculopathy, lumbar radiculopathy, radicular syndrome, radiculitis,
        lumbosacral radiculitis, pins and needles, burning pain, shooting pain, radiating pain, tingling, numbness""",
    "disc_herniation": """herniated disc, bulging disc, ruptured disc, disc protrusion, protrusion, disc prolapse,
        prolapse syndrome, spinal hernia, slipped disc""",
    "spinal_stenosis": "stenosis, spinal stenosis",
    "deep_gluteal": "piriformis syndrome, tight piriformis, tight muscles, sciatic neuropathy, neuritis, buttock pain",
    "spondylolisthesis": "spondylolisthesis, slipped vertebra",
    "disc_degeneration": """degenerative disc disease, DDD, degenerative-dystrophic process, osteochondrosis,
        osteophytes""",
    "acute_back_strain": "muscle strain, lumbago, lumbodynia",
    "persistent_back_pain": "chronic, chronic back pain, relapsing",
    "sij": "sacroiliac joint dysfunction, SI joint inflamed, misaligned, spinal misalignment",
    "facet": "facet dysfunction, facet joint dysfunction, inflamed joints, inflamed intervertebral joints",
    "trigger_points": "trigger points, myofascial trigger points, muscle spasm",
    "pinched_nerve": "pinched nerve, trapped nerve",
    "spinal_oa": "spinal arthritis, spinal osteoarthritis",
    "referred_pain": "referred, referred pain",
    "lumboischialgia": "lumboischialgia",
    "muscle_imbalance": "muscle imbalance, imbalance",
    "leg_to_back": "compensatory back pain, compensatory, knee arthrosis, lameness",
    "post_discectomy": "laminectomy, microsurgery, microsurgical removal",
    "claudication": "poor leg circulation, vegetative-vascular disorder, vessels",
    "hip_oa": "hip joint disease",
    "pregnancy_pgp": "pregnancy",
    "not_from_spine": """kidney stones, stones, colic, pyelonephritis, cystitis, adnexitis, menstruation, prostate,
        acute appendicitis, appendix, infection, tumour, cancer""",
    "bursitis_gtps": "gluteal bursitis",
    "foot_drop": "foot drop",
    "scoliosis": "scoliosis",
    "scan_results": "X-ray, MRI",
}


@pytest.mark.parametrize("id_", NAMES)
def test_peoples_own_words_and_old_names_find_the_sheet_that_is_for_them(id_: str) -> None:
    names = [" ".join(name.split()) for name in NAMES[id_].split(",")]
    firsts = {name: [found.id for found in find(riverside(), name)][:1] for name in names}
    assert {name: first for name, first in firsts.items() if first != [id_]} == {}


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("sciatca", "sciatica"),
        ("spondilolisthesis", "spondylolisthesis"),
        ("hernated disk", "disc_herniation"),
        ("ostheocondrosis", "disc_degeneration"),
        ("flareup", "flare_up"),
        ("What can I do for a slipd disc?", "disc_herniation"),
        ("sciatica easy", "sciatica-easy"),
        ("new patient", "new-patient"),
        ("bird dog", "bird_dog"),
    ],
)
def test_mistyped_words_and_questions_find_what_they_mean(typed: str, id_: str) -> None:
    assert find(riverside(), typed)[0].id == id_


@pytest.mark.parametrize("typed", ["", "!?", "the", "quantum physics"])
def test_words_that_mean_nothing_here_find_nothing(typed: str) -> None:
    assert find(riverside(), typed) == []


def test_the_best_comes_first_and_few_are_told() -> None:
    found = find(riverside(), "back pain")
    assert len(found) == 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_nothing_found_is_told(clinic: Path) -> None:
    result = run("find", "quantum", "physics", "--clinic", clinic)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "nothing is called “quantum physics”" in result.stderr


def test_a_broken_file_is_left_out_of_a_search(tmp_path: Path, library: Path) -> None:
    files = {"handouts/exercises/walking.yaml": "id: [", "handouts/other.yaml": "id: [", "forms/x.yaml": "id: ["}
    opened = open_library(sheets_folder(tmp_path / "clinic", {}, files))
    assert [found.id for found in find(opened, "sore back")] == ["sore_back"]


# -- sources --------------------------------------------------------------------------------------------------------


def test_sources_are_printed_in_full_for_the_guidelines_of_the_branch(clinic: Path) -> None:
    british = run("sources", "with_table", "--clinic", clinic).stdout
    american = run("sources", "with_table", "--clinic", clinic, "--branch", "lake").stdout
    assert british.startswith("1. ")
    assert "\n   supports: " in british
    assert "\n   read: " in british
    assert ("NG59" in british, "NG59" in american) == (True, False)
    assert ("Qaseem" in british, "Qaseem" in american) == (False, True)


def test_sources_of_a_sheet_that_there_is_not_are_a_usage_error(clinic: Path) -> None:
    result = run("sources", "sore_bak", "--clinic", clinic)
    assert result.exit_code == ExitCode.USAGE
    assert "did you mean “sore_back”?" in result.stderr


# -- reviews --------------------------------------------------------------------------------------------------------


def state(folder: Path, *arguments: str) -> str:
    """Return what `reviews` says of the clean sheet."""
    lines = run("reviews", "--clinic", folder, *arguments).stdout.splitlines()
    return next(line.split()[3] for line in lines if line.split()[:2] == ["handout", "sore_back"])


def foot(folder: Path, on: datetime.date = DAY) -> str:
    """Return the small print at the foot of the printed sheet."""
    opened = open_library(folder)
    content = handout_content(opened, "sore_back")
    return blocks.plain(content.compose(setting_of(opened, content, on, None, None, {})).colophon.small_print)


def test_a_text_awaits_its_review_until_it_is_overdue(clinic: Path) -> None:
    assert state(clinic) == "awaiting"
    assert state(clinic, "--date", "2028-11-20") == "awaiting"
    assert state(clinic, "--date", "2028-11-21") == "overdue"
    assert foot(clinic).startswith("Awaiting clinical review. ")
    assert foot(clinic, datetime.date(2028, 11, 21)).startswith("Review overdue. ")


def test_a_text_is_reviewed_by_what_the_command_tells_to_write_and_until_one_of_its_parts_changes(
    tmp_path: Path, library: Path
) -> None:
    folder = sheets_folder(tmp_path / "clinic", {}, {})
    printed = run("reviews", "sore_back", "--clinic", folder).stdout
    head, _, entry = printed.partition("reviews.yaml:\n\n")
    assert "awaiting" in head
    (folder / "reviews.yaml").write_text(entry.replace("NAME, REGISTRATION", "Dr A Rao, PH 1234"), encoding="utf-8")
    assert state(folder) == "reviewed"
    assert foot(folder).startswith("Reviewed by Dr A Rao, PH 1234, 23 November 2026. ")
    assert state(folder, "--date", "2028-11-02") == "overdue"

    heat = (library / "handouts" / "parts" / "heat.yaml").read_text(encoding="utf-8")
    (folder / "handouts" / "parts").mkdir()
    (folder / "handouts" / "parts" / "heat.yaml").write_text(heat.replace("15 to 20", "10 to 20"), encoding="utf-8")
    assert state(folder) == "awaiting"
    assert foot(folder).startswith("Awaiting clinical review. ")


def test_only_a_document_that_is_there_can_be_signed_off(clinic: Path) -> None:
    result = run("reviews", "sore_bak", "--clinic", clinic)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "there is no sheet or form “sore_bak”" in result.stderr


# -- the Python API -------------------------------------------------------------------------------------------------


def test_no_function_of_the_api_has_the_name_of_a_module_that_would_take_its_place() -> None:
    assert [name for name in generator.__all__ if importlib.util.find_spec(f"generator.{name}")] == []
