"""Exercise programmes: cards, chips, sides, cautions, files and phases; the commands; the finished pages."""

from __future__ import annotations

import datetime
import hashlib
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner, Result

import cli
import generator
from generator import Built, ExitCode, InputError, UsageError
from generator.blocks import CardGrid, Document, ExerciseCard, Paragraph, PatientStrip, Section, Title, WeekPanel, plain
from generator.check.cautions import KNOWN, Concern, State, advice_by_exercise, concerns, parse_states
from generator.compose.handout import compose_handout
from generator.compose.programme import compose_programme, prescription
from generator.dose import DoseError
from generator.figures import BodySide, exercise_scene
from generator.library import open_library
from generator.model.exercise import Caution, Condition, Exercise
from generator.model.programme import Prescribed, Programme
from generator.programmes import contact_sheet, exercise_id, phase_of, plan, programme_of, read_programme
from generator.theme import make_theme
from tests.helpers import CLINIC, DAY, ROOT, clinic_folder, paperwell, riverside, setting, with_each
from tests.test_determinism import in_fresh_process, places
from tests.test_pages import Page, Word, pages

Run = Callable[..., Result]
Conforms = Callable[[bytes], None]
SIX = (
    "pelvic_tilt:10 times, hold 3 s, 2/day",
    "knee_to_chest_single:5, hold 15 s",
    "sciatic_slider_seated:10, slow",
    "cat_cow:8, slow",
    "glute_bridge:2x8, hold 3 s, 3/week",
    "piriformis_seated:3 times, hold 20 s, left",
)
ALL = open_library(None).exercise_ids()
PATIENT = {"name": "Zqxvanka Wjhkqfest", "id": "QZX-77141", "therapist": "Vqxkz Lane"}


def exercise(id_: str) -> Exercise:
    return riverside().exercise(id_)


def composed(*specs: str, states: Sequence[str] = (), patient: dict[str, Any] | None = None, **keys: Any) -> Document:
    """Return the blocks of a programme of *specs*; *keys* are those of a programme, and `said`, a note by --set."""
    note = keys.pop("said", None)
    programme = programme_of(specs, riverside()).model_copy(update=keys)
    planned = plan(programme, riverside(), parse_states(states), strict=False)
    return compose_programme(planned.programme, planned.catalogue, setting(patient=patient, note=note))


def found(document: Document, kind: type) -> Any:
    """Return the only block of a *kind*."""
    (block,) = (block for block in document.body if isinstance(block, kind))
    return block


def cards(document: Document) -> tuple[ExerciseCard, ...]:
    grid: CardGrid = found(document, CardGrid)
    return grid.cards


def card(spec: str, **keys: Any) -> ExerciseCard:
    (only,) = cards(composed(spec, **keys))
    return only


def chips(spec: str) -> list[str]:
    """Return the words on the chips; those for the pen in brackets."""
    return [f"[{plain(chip.text)}]" if chip.blank else plain(chip.text) for chip in card(spec).chips]


def built(*specs: str, **options: Any) -> Built:
    return generator.build_programme(options.pop("library", None) or riverside(), specs or SIX, on=DAY, **options)


# -- chips ------------------------------------------------------------------------------------------------------------

PEN = "\u2007" * 4


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ("pelvic_tilt:10 times", ["10 times"]),
        ("pelvic_tilt:2/day, hold 3 s, 10 times", ["10 times", "hold 3 s", "2 × a day"]),
        ("pelvic_tilt:slow, daily, once a day, hold 3 s, 3x10", [
            "3 sets of 10", "hold 3 s", "once a day", "every day", "slowly",
        ]),
        ("pelvic_tilt:1x10", ["10 times"]),
        ("pelvic_tilt:2-3 x 8-12, 3 days a week", ["2–3 sets of 8–12", "3 days a week"]),
        ("pelvic_tilt:3 sets of 30 s", ["3 sets", "hold 30 s"]),
        ("walking:5-10 min, 2/day", ["5–10 min", "2 × a day"]),
        ("piriformis_seated:3 times, each side", ["3 each side"]),
        ("piriformis_seated:3 times", ["3 each side"]),  # the exercise works each side in turn
        ("piriformis_seated:2x3, both", ["2 × 3 each side"]),
        ("piriformis_seated:hold 20 s", ["each side", "hold 20 s"]),
        ("piriformis_seated:3 times, left", ["left leg", "3 times"]),
        ("piriformis_seated:right, 3 times", ["right leg", "3 times"]),
        ("piriformis_seated:alternate, 3 times", ["alternate sides", "3 times"]),
        ("bird_dog:5 times", ["alternate sides", "5 times"]),
        ("bird_dog:5 each", ["5 each side"]),
        ("bird_dog:5 times, left", ["left leg", "5 times"]),
        ("side_glide_wall:10 times", ["[left · right]", "10 times"]),
        ("side_glide_wall:10 times, R", ["right side", "10 times"]),
        ("side_glide_wall:10 times, both", ["10 each side"]),
        ("pelvic_tilt:10 times, both sides", ["10 times"]),
        # for the pen
        ("pelvic_tilt", [f"[{PEN} times]", f"[hold {PEN} s]", f"[{PEN} × a day]"]),
        ("pelvic_tilt:blank", [f"[{PEN} times]", f"[hold {PEN} s]", f"[{PEN} × a day]"]),
        ("walking", [f"[{PEN} min]", f"[{PEN} × a day]"]),
        ("bird_dog:left", ["left leg", f"[{PEN} times]", f"[hold {PEN} s]", f"[{PEN} × a day]"]),
        ("side_glide_wall:slow", [
            "[left · right]", f"[{PEN} times]", f"[hold {PEN} s]", f"[{PEN} × a day]", "slowly",
        ]),
        # from the exercise's own file
        ("pelvic_tilt:usual", ["5 times", "hold 2 s", "3 × a day"]),
        ("sciatic_slider_seated:Usual", ["10 each side", "1–2 × a day"]),
    ],
)  # fmt: skip
def test_chips_say_the_dose_in_order(spec: str, wanted: list[str]) -> None:
    assert chips(spec) == wanted


@with_each("id_", ALL)
def test_usual_dose_of_every_exercise_can_be_printed(id_: str) -> None:
    assert not any(chip.blank for chip in card(f"{id_}:usual").chips if plain(chip.text) != "left · right")


# -- sides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["piriformis_seated", "bird_dog", "side_glide_wall"])
@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_side_is_in_name_picture_description_and_chip(id_: str, side: BodySide, other: BodySide) -> None:
    word = "side" if id_ == "side_glide_wall" else "leg"
    made = card(f"{id_}:5 times, {side}")
    assert plain(made.name) == f"{exercise(id_).name}, {side} {word}"
    assert made.drawing is exercise_scene(exercise(id_), side)
    assert plain(made.chips[0].text) == f"{side} {word}"
    sides = re.findall(r"\b(?:left|right)\b", made.alt)
    swapped = {"left": "right", "right": "left"}
    assert sides
    assert sides == [swapped[word] for word in re.findall(r"\b(?:left|right)\b", card(f"{id_}:5 times, {other}").alt)]


def test_description_names_the_leg_that_works() -> None:
    assert "the left knee straightens" in card("sciatic_slider_seated:left").alt


def test_picture_for_the_left_is_the_mirror_of_that_for_the_right() -> None:
    left, right = (card(f"piriformis_seated:{side}").drawing for side in ("left", "right"))
    assert (left.width, left.height) == (right.width, right.height)
    assert left.shapes != right.shapes


@pytest.mark.parametrize("dose", ["5 times", "5 each side", "5 times, both", "5 times, alternate", "blank"])
def test_without_one_side_the_name_has_none_and_the_picture_shows_the_right(dose: str) -> None:
    made = card(f"piriformis_seated:{dose}")
    assert plain(made.name) == "Buttock stretch sitting"
    assert made.drawing is exercise_scene(exercise("piriformis_seated"), "right")


@pytest.mark.parametrize("side", ["left", "R", "each side", "alternate"])
def test_side_is_refused_for_an_exercise_that_works_both_at_once(side: str) -> None:
    with pytest.raises(UsageError, match=r"the dose of “pelvic_tilt”: “\w+” is a side, and the exercise works both"):
        programme_of([f"pelvic_tilt:5 times, {side}"], riverside())


def test_the_same_exercise_may_stand_for_each_side() -> None:
    left, right = cards(composed("piriformis_seated:3, left", "piriformis_seated:5, right"))
    assert [plain(each.name) for each in (left, right)] == [
        "Buttock stretch sitting, left leg",
        "Buttock stretch sitting, right leg",
    ]
    assert (left.number, right.number) == (1, 2)


# -- cards, strip, week -----------------------------------------------------------------------------------------------


def test_card_of_six_a_page_has_the_exercise_in_short() -> None:
    assert [plain(line) for line in card("cat_cow").lines] == [exercise("cat_cow").short]


@pytest.mark.parametrize("per_page", [4, 2, 1])
def test_larger_card_has_the_steps(per_page: int) -> None:
    assert [plain(line) for line in card("cat_cow", per_page=per_page).lines] == list(exercise("cat_cow").steps)


@pytest.mark.parametrize(("per_page", "told"), [(6, False), (4, False), (2, True), (1, True)])
def test_largest_cards_say_what_to_feel_and_what_to_mind(per_page: int, told: bool) -> None:
    notes = [plain(note) for note in card("cat_cow", per_page=per_page).notes]
    what = exercise("cat_cow")
    assert notes == ([f"Feel: {what.feel}", f"Take care: {what.avoid}"] if told else [])


def test_note_on_an_exercise_is_on_its_card() -> None:
    programme = Programme(exercise=(Prescribed(id="cat_cow", note="Only in the morning."),))
    planned = plan(programme, riverside(), (), strict=False)
    (only,) = cards(compose_programme(programme, planned.catalogue, setting()))
    assert [plain(note) for note in only.notes] == ["Only in the morning."]


def test_strip_says_for_whom_from_when_and_when_it_is_looked_at_again() -> None:
    days = {"start": datetime.date(2026, 11, 23), "review": datetime.date(2026, 12, 7)}
    strip: PatientStrip = found(composed("cat_cow", patient=dict(PATIENT), **days), PatientStrip)
    assert [(plain(cell.label), plain(cell.value)) for cell in strip.cells] == [
        ("Prepared for", "Zqxvanka Wjhkqfest"),
        ("Reference", "QZX-77141"),
        ("Therapist", "Vqxkz Lane"),
        ("Start", "23 November 2026"),
        ("Review", "7 December 2026"),
    ]


def test_blank_programme_has_a_strip_to_fill_in() -> None:
    strip: PatientStrip = found(composed("cat_cow"), PatientStrip)
    assert [plain(cell.label) for cell in strip.cells] == ["Prepared for", "Reference", "Therapist", "Start", "Review"]
    assert not any(cell.value for cell in strip.cells)


def test_title_goal_and_the_rule_when_to_stop_stand_above_the_cards() -> None:
    document = composed("cat_cow", title="Weeks 1 and 2", goal="Walk to the shop.")
    title: Title = found(document, Title)
    assert (plain(title.title), plain(title.aside)) == ("Your exercises", "Weeks 1 and 2")
    goal, rule = (plain(block.text) for block in document.body if isinstance(block, Paragraph))
    assert goal == "Your goal: Walk to the shop."
    assert "Stop and call us" in rule
    assert "Call 999 now." in rule


def note_of(**keys: Any) -> str:
    panel: WeekPanel = found(composed("cat_cow", **keys), WeekPanel)
    return plain(panel.note.text)


def test_therapists_note_is_that_of_the_programme() -> None:
    assert note_of(note="  Start slowly. \n\n Add more.") == "Start slowly.\nAdd more."


def test_note_by_set_goes_before_that_of_the_programme() -> None:
    assert note_of(note="From the file", said="From the desk") == "From the desk"


def test_without_a_note_there_is_room_to_write_one() -> None:
    assert note_of() == ""


@pytest.mark.parametrize(
    ("dose", "boxes", "remark"),
    [
        ("", 1, ""),
        ("10 times", 1, ""),
        ("1/day", 1, ""),
        ("2/day", 2, ""),
        ("2-3/day", 3, ""),
        ("daily", 1, ""),
        ("2/day, 3 days a week", 2, "3 days"),
        ("3-5/week", 1, "3–5 days"),
        ("5/day", 3, "5 × a day"),
    ],
)
def test_week_has_a_box_for_each_planned_time(dose: str, boxes: int, remark: str) -> None:
    panel: WeekPanel = found(composed(f"cat_cow:{dose}"), WeekPanel)
    (row,) = panel.log.rows
    assert (row.number, plain(row.name), row.boxes, plain(row.remark)) == (1, "Cat and camel", boxes, remark)
    assert [plain(day) for day in panel.log.days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert plain(panel.log.walk) == "Walk (minutes)"


def test_programme_may_close_an_advice_sheet() -> None:
    phase = phase_of(riverside().handout("sciatica"), "early")
    planned = plan(phase, riverside(), (), strict=False)
    sheet = compose_handout(riverside().handout("sciatica"), setting(), riverside(), (phase, planned.catalogue))
    last = sheet.body[-1]
    assert isinstance(last, Section)
    assert (plain(last.heading.text), plain(last.heading.note), last.page) == (
        "Your exercises", "Weeks 1 and 2", "new",
    )  # fmt: skip
    assert [block.level for block in last.body if isinstance(block, CardGrid | WeekPanel)] == [3, 3]


# -- names, phases, files ---------------------------------------------------------------------------------------------


@with_each("id_", ALL)
def test_exercise_is_found_by_every_name_it_has(id_: str) -> None:
    names = [id_, id_.replace("_", " "), id_.upper(), f" {id_.replace('_', '-')} ", exercise(id_).name]
    assert {exercise_id(name, riverside()) for name in (*names, *exercise(id_).other_names)} == {id_}


def test_every_unknown_exercise_and_dose_is_told_at_once_with_a_hint() -> None:
    with pytest.raises(UsageError) as error:
        programme_of(["knee hugg:5", "cat_cow", "pelvic_tlt", "xyz:3", "cat_cow:10 tmes", "cat_cow:{x}"], riverside())
    assert [(problem.what, problem.hint) for problem in error.value.problems] == [
        ("there is no exercise “knee hugg”", "did you mean “knee hug”?"),
        ("there is no exercise “pelvic_tlt”", "did you mean “pelvic_tilt”?"),
        ("there is no exercise “xyz”", "“paperwell list exercises” shows their names"),
        ("the dose of “cat_cow”: “10 tmes” is no dose", "did you mean “10 times”?"),
        ("the dose of “cat_cow”: “{x}” is no dose", "write it like 3x10, hold 5 s, 2/day, left"),
    ]


@pytest.mark.parametrize(
    ("specs", "what"),
    [
        ([], "no exercise is named"),
        (["cat_cow"] * 13, "“13 exercises” are too many"),
        (["cat_cow:" + "slow, " * 40], "the dose of “cat_cow” is too long"),
        ([":10 times"], "there is no exercise “”"),
    ],
)
def test_programme_that_cannot_be_is_refused(specs: list[str], what: str) -> None:
    with pytest.raises(UsageError, match=re.escape(what)):
        programme_of(specs, riverside())


SHEETS = riverside().handout_ids()


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_phase_of_every_sheet_can_be_printed(sheet: str) -> None:
    for phase in riverside().handout(sheet).programmes:
        planned = plan(phase, riverside(), (), strict=True)
        assert planned.notes == ()
        document = compose_programme(phase, planned.catalogue, setting())
        assert all(made.chips and not any(chip.blank for chip in made.chips) for made in cards(document))


def test_exercises_follow_those_of_a_phase() -> None:
    phase = phase_of(riverside().handout("sciatica"), "early")
    made = programme_of(["knee hug:5"], riverside(), phase)
    assert (made.title, made.goal) == (phase.title, phase.goal)
    assert [entry.id for entry in made.exercise] == [*(entry.id for entry in phase.exercise), "knee_to_chest_single"]


FILE = """\
title: Weeks 1 and 2
goal: Walk to the shop.
note: |
  Start with 1.
  Add 2 when it feels easy.
start: 2026-11-23
review: 2026-12-07
per_page: 4
exercise:
  - {id: pelvic_tilt, dose: "10 times, hold 3 s, 2/day"}
  - {id: piriformis_seated, dose: "3 times, left", note: Only this side.}
  - {id: walking, dose: usual}
"""


def write(folder: Path, text: str, name: str = "weeks.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_file_holds_all_of_a_programme(tmp_path: Path) -> None:
    made = read_programme(write(tmp_path, FILE))
    assert (made.title, made.goal, made.per_page) == ("Weeks 1 and 2", "Walk to the shop.", 4)
    assert (made.start, made.review) == (datetime.date(2026, 11, 23), datetime.date(2026, 12, 7))
    assert made.note == "Start with 1.\nAdd 2 when it feels easy.\n"
    assert [entry.id for entry in made.exercise] == ["pelvic_tilt", "piriformis_seated", "walking"]


def problems(folder: Path, text: str) -> list[str]:
    """Return what is wrong with a programme's file, as “line:column what”."""
    path = write(folder, text)
    with pytest.raises(InputError) as error:
        generator.build_programme(riverside(), on=DAY, file=path)
    assert all(problem.hint for problem in error.value.problems if "exercise" not in problem.what)
    return [str(problem).split(f"{path}:")[1].split(" — ")[0] for problem in error.value.problems]


def test_every_key_that_is_off_is_told_with_its_place(tmp_path: Path) -> None:
    text = "title: {}\nper_page: 5\nstrat: 2026-11-23\nreview: soon\nexercise:\n  - {dose: 3x10}\n  - {id: Cat Cow}\n"
    told = problems(tmp_path, text)
    assert [line.split(":")[0] for line in told] == ["1", "2", "3", "4", "6", "7"]


@pytest.mark.parametrize("text", ["title: Weeks\nexercise: []\n", "title: Weeks\n", "exercise:\n", ""])
def test_file_without_exercises_is_refused(text: str, tmp_path: Path) -> None:
    assert len(problems(tmp_path, text)) >= 1


def test_every_unknown_exercise_and_dose_of_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    text = """\
exercise:
  - {id: pelvic_tilt, dose: "10 times, left"}
  - {id: pelvic_tlt}
  - {id: cat_cow, dose: 10 tmes}
  - id: cat_cow
    dose: "10 times, 12 times"
"""
    assert problems(tmp_path, text) == [
        "2:5: the dose of “pelvic_tilt”: “left” is a side, and the exercise works both at once",
        "3:5: there is no exercise “pelvic_tlt”",
        "4:5: the dose of “cat_cow”: “10 tmes” is no dose",
        "5:5: the dose of “cat_cow”: “12 times” says the repetitions a second time",
    ]


def test_pictures_are_found_by_name_or_all_at_once() -> None:
    assert contact_sheet(["knee hug", "cat_cow"], riverside()) == ("knee_to_chest_single", "cat_cow")
    assert contact_sheet([], riverside()) == ALL
    with pytest.raises(UsageError, match=r"(?s)“catt”.*“xyz”"):
        contact_sheet(["catt", "xyz"], riverside())


# -- cautions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "weeks"),
    [
        ("osteoporosis", "osteoporosis", None),
        ("Osteoporosis ", "osteoporosis", None),
        ("pregnant", "pregnancy", None),
        ("pregnant:28", "pregnancy", 28),
        ("pregnancy=28 weeks", "pregnancy", 28),
        ("pregnant 28w", "pregnancy", 28),
        ("pregnant:1 week", "pregnancy", 1),
        ("disc_surgery:14d", "disc_surgery", 2),
        ("after disc surgery: 7 days", "disc_surgery", 1),
        ("after-disc-surgery:1 day", "disc_surgery", 1 / 7),
        ("stenosis", "spinal_stenosis", None),
        ("new hip:3", "hip_replacement", 3),
        ("new_knee", "knee_replacement", None),
        ("thin bones", "osteoporosis", None),
        ("cannot lie prone", "cannot_lie_prone", None),
    ],
)
def test_state_is_read_as_therapists_write_it(text: str, name: str, weeks: float | None) -> None:
    assert parse_states([text]) == (State(name, weeks),)


def test_every_known_state_is_a_condition_or_a_position() -> None:
    for text in KNOWN:
        (state,) = parse_states([text])
        assert state.name in get_args(Condition) or state.name.startswith("cannot_")


def test_state_that_is_told_twice_counts_once() -> None:
    assert len(parse_states(["pregnant:20", "pregnancy:20 weeks"])) == 1


def test_every_unknown_state_is_told_with_a_hint() -> None:
    with pytest.raises(UsageError) as error:
        parse_states(["pregnent", "osteoporosis", "pregnant:many", "???", ""])
    assert [problem.what for problem in error.value.problems] == [
        f"“{text}” is not known of a patient" for text in ("pregnent", "pregnant:many", "???", "")
    ]
    assert error.value.problems[0].hint == "did you mean “pregnant”?"


def about(ids: Sequence[str], *states: str) -> tuple[Concern, ...]:
    return concerns([exercise(id_) for id_ in ids], parse_states(states), riverside().exercises())


@pytest.mark.parametrize("condition", get_args(Condition))
def test_every_caution_of_the_catalogue_is_heard(condition: str) -> None:
    wanted = {
        (id_, caution.action, caution.advice)
        for id_, each in riverside().exercises().items()
        for caution in each.cautions
        if caution.condition == condition
    }
    heard = {(concern.exercise, concern.action, concern.advice) for concern in about(ALL, condition)}
    flat = {each for each in heard if each[2].startswith("Lying flat")}
    assert heard - (flat if condition == "pregnancy" else set()) == wanted


@pytest.mark.parametrize(
    ("span", "weeks", "heard"),
    [
        ((16, None), 15, False),
        ((16, None), 16, True),
        ((16, None), None, True),
        ((None, 6), 6, True),
        ((None, 6), 43 / 7, False),
        ((None, 6), 10 / 7, True),
        ((3, 6), 2, False),
        ((3, 6), 4, True),
        ((3, 6), 7, False),
    ],
)
def test_caution_counts_in_its_weeks(span: tuple[int | None, int | None], weeks: float | None, heard: bool) -> None:
    caution = Caution(condition="disc_surgery", action="ask", advice="Ask.", from_week=span[0], until_week=span[1])
    careful = exercise("cat_cow").model_copy(update={"cautions": (caution,)})
    assert bool(concerns([careful], [State("disc_surgery", weeks)], {})) is heard


@pytest.mark.parametrize(
    ("state", "starts"),
    [
        ("cannot_lie_prone", {"lying_front"}),
        ("cannot_lie_back", {"lying_back"}),
        ("cannot_kneel", {"all_fours", "kneeling"}),
        ("cannot_stand", {"standing", "walking"}),
    ],
)
def test_position_that_is_not_possible_is_to_be_left_out(state: str, starts: set[str]) -> None:
    against = about(ALL, state)
    assert {concern.action for concern in against} == {"avoid"}
    assert {concern.exercise for concern in against} == {id_ for id_ in ALL if exercise(id_).start_position in starts}


@pytest.mark.parametrize(("weeks", "asked"), [(16, False), (17, True), (None, True)])
def test_late_in_pregnancy_lying_flat_is_asked_about(weeks: int | None, asked: bool) -> None:
    unnamed = exercise("glute_bridge").model_copy(update={"cautions": ()})
    heard = concerns([unnamed], [State("pregnancy", weeks)], {})
    assert [concern.action for concern in heard] == (["ask"] if asked else [])


@pytest.mark.parametrize("state", sorted({*get_args(Condition), "cannot_lie_prone", "cannot_lie_back", "cannot_kneel"}))
def test_what_is_proposed_instead_has_no_concern_of_its_own(state: str) -> None:
    for concern in about(ALL[::2], state):
        assert len(concern.instead) <= 2
        assert not set(concern.instead) & set(ALL[::2])
        assert about(concern.instead, state) == ()
        alike = {exercise(id_).kind == exercise(concern.exercise).kind for id_ in concern.instead}
        assert alike <= {True} or set(concern.instead) & set(exercise(concern.exercise).easier)


def test_easier_exercise_is_proposed_first() -> None:
    (concern,) = (each for each in about(["front_plank"], "cannot_lie_prone"))
    easier = [id_ for id_ in exercise("front_plank").easier if not about([id_], "cannot_lie_prone")]
    assert concern.instead[: len(easier)] == tuple(easier[:2])


def test_concern_is_told_with_what_to_do_instead() -> None:
    notes = built("prone_press_up:usual", "cat_cow", states=["cannot_lie_prone"]).notes
    assert len(notes) == 1
    assert re.fullmatch(
        r"Press-up with sagging hips with cannot lie prone: leave it out\. .+ Instead: \w+, \w+\.", notes[0]
    )


def test_advice_to_change_an_exercise_or_to_ask_first_is_on_its_card() -> None:
    with_advice = card("pelvic_tilt:usual", states=["pregnant:20"])
    assert [plain(note) for note in with_advice.notes] == ["Take care: Do it on all fours or against a wall."]
    assert card("pelvic_tilt:usual", states=["pregnant:12"]).notes == ()
    assert card("prone_press_up:usual", states=["stenosis"]).notes
    assert card("pelvic_tilt:usual").notes == ()


def test_advice_that_two_states_share_is_printed_once() -> None:
    same = [Caution(condition=name, action="adapt", advice="Go easy.") for name in ("wrist_pain", "knee_pain")]
    careful = exercise("cat_cow").model_copy(update={"cautions": tuple(same)})
    heard = concerns([careful], parse_states(["wrist_pain", "knee_pain"]), {})
    assert advice_by_exercise(heard) == {"cat_cow": ("Go easy.",)}


@pytest.mark.parametrize("states", [["cannot_lie_prone"], ["stenosis"]], ids=["leave out", "ask"])
def test_strict_refuses_with_what_to_take_instead(states: list[str]) -> None:
    with pytest.raises(InputError) as error:
        built("cat_cow", "prone_press_up", states=states, strict=True)
    (problem,) = error.value.problems
    assert problem.what.startswith("“prone_press_up” with ")
    assert problem.hint.startswith("take ")


def test_strict_lets_pass_what_only_needs_a_change() -> None:
    assert built("pelvic_tilt:usual", states=["pregnant:20"], strict=True).pages == 1


def test_more_than_six_exercises_are_told_with_the_source() -> None:
    assert built(*["cat_cow:usual"] * 6).notes == ()
    (note,) = built(*["cat_cow:usual"] * 7).notes
    assert "“7 exercises”" in note
    assert "Henry 1999" in note


# -- the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    monkeypatch.delenv("PAPERWELL_CLINIC", raising=False)
    return path


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    hook = cli.sys.excepthook
    yield lambda *words: CliRunner().invoke(cli.main, [str(word) for word in words], prog_name="paperwell")
    cli.sys.excepthook = hook


def refused(result: Result, code: ExitCode, folder: Path) -> str:
    """Return what was told, after making sure that nothing was written."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert list(folder.rglob("*.pdf")) == []
    return result.stderr


def test_programme_is_written_under_its_own_name(run: Run, folder: Path) -> None:
    result = run("programme", "cat_cow:usual", "--set", "name=Zqxvanka", "--date", "2026-11-23")
    assert result.exit_code == ExitCode.OK, result.output
    assert result.stdout.startswith("programme.pdf  (1 page, ")
    assert [path.name for path in folder.iterdir()] == ["programme.pdf"]


def test_existing_programme_is_kept_without_force(run: Run, folder: Path) -> None:
    (folder / "programme.pdf").write_text("mine")
    assert run("programme", "cat_cow").exit_code == ExitCode.CANNOT_WRITE
    assert (folder / "programme.pdf").read_text() == "mine"
    assert run("programme", "cat_cow", "--force").exit_code == ExitCode.OK


def test_program_writes_to_standard_output(run: Run, folder: Path) -> None:
    command = ("programme", "cat_cow:3x10", "--date", "2026-11-23", "-o")
    made = run(*command, "a.pdf")
    assert made.exit_code == ExitCode.OK, made.output
    with (folder / "b.pdf").open("wb") as out:
        paperwell(*command, "-", cwd=folder, stdout=out)
    assert (folder / "a.pdf").read_bytes() == (folder / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["programme"], ExitCode.USAGE, "no exercise is named"),
        (["programme", "cat_cwo"], ExitCode.USAGE, "did you mean “cat_cow”?"),
        (["programme", "cat_cow:10 tmes"], ExitCode.USAGE, "did you mean “10 times”?"),
        (["programme", "pelvic_tilt:left"], ExitCode.USAGE, "leave the side out"),
        (["programme", "cat_cow", "--per-page", "5"], ExitCode.USAGE, "'5' is not one of '6', '4', '2', '1'"),
        (["programme", "cat_cow", "--start", "monday"], ExitCode.USAGE, "write it as YYYY-MM-DD"),
        (["programme", "cat_cow", "--flag", "pregnent"], ExitCode.USAGE, "did you mean “pregnant”?"),
        (["programme", "cat_cow", "--set", "nam=A"], ExitCode.USAGE, "nothing here is called “nam”"),
        (["programme", "cat_cow", "--title", "😀"], ExitCode.MISSING_ASSET, "--title: no font has “😀”"),
        (["programme", "cat_cow", "--note", "😀"], ExitCode.MISSING_ASSET, "--note: no font has “😀”"),
        (["programme", "--programme-file", "none.yaml"], ExitCode.MISSING_ASSET, "none.yaml"),
        (["programme", "prone_lying", "--flag", "pregnant:9", "--strict"], ExitCode.BAD_INPUT, "with pregnancy: "),
        (["handout", "sciatica", "--programme", "erly"], ExitCode.USAGE, "did you mean “early”?"),
        (["handout", "sciatica", "--exercise", "cat_cow:tight"], ExitCode.USAGE, "“tight” is no dose"),
        (["handout", "sciatica", "--exercise", "prone_lying", "--flag", "cannot_lie_prone", "--strict"],
         ExitCode.BAD_INPUT, "“prone_lying” with cannot lie prone"),
        (["figures", "catt_cow"], ExitCode.USAGE, "did you mean “cat_cow”?"),
    ],
)  # fmt: skip
def test_what_is_off_is_told_and_nothing_is_written(
    words: list[str], code: ExitCode, told: str, run: Run, folder: Path
) -> None:
    assert told in refused(run(*words), code, folder)


def test_concerns_are_told_on_standard_error_and_the_programme_is_written(run: Run, folder: Path) -> None:
    result = run("programme", "prone_lying:usual", "--flag", "cannot_lie_prone")
    assert result.exit_code == ExitCode.OK
    assert "note: " in result.stderr
    assert "leave it out" in result.stderr
    assert (folder / "programme.pdf").is_file()


def test_faults_of_a_file_are_told_with_their_lines(run: Run, folder: Path) -> None:
    write(folder, "per_page: 5\nexercise:\n- {id: cat_cow, does: 3x10}\n", "weeks.yaml")
    told = refused(run("programme", "--programme-file", "weeks.yaml"), ExitCode.BAD_INPUT, folder)
    assert "weeks.yaml:1:" in told
    assert "weeks.yaml:3:" in told
    assert "did you mean “dose”?" in told


def test_options_go_before_the_file(run: Run, folder: Path, tmp_path: Path) -> None:
    write(folder, FILE, "weeks.yaml")
    result = run(
        "programme", "--programme-file", "weeks.yaml", "cat_cow:8", "--title", "Weeks 3 and 4", "--per-page", "6"
    )
    assert result.exit_code == ExitCode.OK, result.output
    text = words_of(folder / "programme.pdf")
    assert "Weeks 3 and 4" in text
    assert "Walk to the shop." in text
    assert "Start with 1." in text
    assert text.index("Walking") < text.index("Cat and camel")


def test_every_command_of_the_documentation_works(run: Run, folder: Path, subtests: pytest.Subtests) -> None:
    text = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(title: .*?)```", text, re.DOTALL)
    write(folder, example, "weeks-1-2.yaml")
    write(folder, (ROOT / "examples/riverside/patients.csv").read_text(encoding="utf-8"), "export.csv")
    clinic_folder(folder / "my-clinic")
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("paperwell ")
    ]
    assert len(commands) >= 8
    for number, line in enumerate(commands):
        with subtests.test(line):
            words = shlex.split(line, comments=True)[1:]
            output = [] if words[0] == "list" else ["-o", f"{number}.pdf"]
            result = run(*words, *output)
            wanted = ExitCode.BAD_INPUT if "--strict" in words else ExitCode.OK
            assert result.exit_code == wanted, result.output


def test_documentation_names_every_state() -> None:
    text = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in text] == []


# -- the finished pages -----------------------------------------------------------------------------------------------

MODES: dict[str, dict[str, Any]] = {
    "six": {"changes": {"per_page": 6}},
    "four": {"changes": {"per_page": 4}},
    "two": {"changes": {"per_page": 2}},
    "one": {"changes": {"per_page": 1}},
    "large": {"large_print": True},
}
every_mode = pytest.mark.parametrize("mode", MODES)


def words_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    finally:
        pdf.close()


@pytest.mark.parametrize(("mode", "count"), [("six", 1), ("four", 2), ("two", 3), ("one", 5), ("large", 7)])
def test_six_exercises_take_so_many_pages(mode: str, count: int) -> None:
    assert built(*SIX, **MODES[mode]).pages == count


@pytest.mark.parametrize("clinic", ["riverside", "crawley", "human-mechanic"])
def test_six_exercises_for_a_patient_take_one_page(clinic: str) -> None:
    specs = [spec.replace(", 3/week", "").replace(", left", "") for spec in SIX]
    assert built(*specs, values=PATIENT, library=generator.load_library(clinic)).pages == 1


def test_six_exercises_stay_small() -> None:
    sizes = {mode: len(built(*SIX, values={"name": "A"}, **MODES[mode]).data) for mode in MODES}
    assert max(sizes.values()) <= 120_000, sizes


def chunks(mode: str) -> Iterator[tuple[str, ...]]:
    """Yield all exercises (every second one on larger cards), six or twelve at a time, with long doses."""
    most, ids = 6 if mode == "large" else 12, ALL if mode == "six" else ALL[::2]
    for start in range(0, len(ids), most):
        yield tuple(
            f"{id_}:2-3 x 10-12, hold 20-30 s, 2-3/day, 3-4/week, slow" + ", left" * (exercise(id_).sides != "both")
            for id_ in ids[start : start + most]
        )


Box = tuple[float, float, float, float]


def frames(page: pypdfium2.PdfPage, width: float, least: float) -> list[Box]:
    """Return the frames of cards: left, top, right, bottom from the upper left corner of the page."""
    high = page.get_height()
    boxes = []
    for drawn in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = drawn.get_bounds()
        if abs(right - left - width) < 2 and top - bottom > least:
            boxes.append((left, high - top, right, high - bottom))
    return boxes


def touches(word: Word, box: Box) -> bool:
    left, top, right, bottom = box
    return word.x1 > left and word.x0 < right and word.y1 > top and word.y0 < bottom


def inside(word: Word, box: Box) -> bool:
    left, top, right, bottom = box
    return left + 3 < word.x0 and word.x1 < right - 3 and top + 3 < word.y0 and word.y1 < bottom - 2


@pytest.mark.external("poppler")
@every_mode
def test_cards_do_not_overlap_and_hold_their_words(mode: str, tmp_path: Path) -> None:
    theme = make_theme("#0B7272", large_print=mode == "large")
    per_page = MODES[mode].get("changes", {"per_page": 1})["per_page"]
    width, least = theme.span(6 if per_page > 2 else 12), 0.9 * theme.cards[per_page].least
    states = [] if mode == "large" else ["pregnant:30", "osteoporosis", "sciatica"]
    for specs in chunks(mode):
        path = generator.save(built(*specs, states=states, **MODES[mode]), tmp_path / "a.pdf", overwrite=True)
        pdf, texts = pypdfium2.PdfDocument(path), pages(path)
        found_cards = 0
        for page, text in zip(pdf, texts, strict=True):
            boxes = frames(page, width, least)
            found_cards += len(boxes)
            for index, (left, top, right, bottom) in enumerate(boxes):
                assert top > 0
                assert bottom < text.height - theme.paper.usable_y + 1
                assert not [
                    other
                    for other in boxes[index + 1 :]
                    if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
                ]
            astray = [w for w in text.words for box in boxes if touches(w, box) and not inside(w, box)]
            assert astray == []
            assert_no_word_on_another(text)
        pdf.close()
        assert found_cards == len(specs)


def assert_no_word_on_another(page: Page) -> None:
    words = sorted(page.words, key=lambda word: word.y0)
    for index, word in enumerate(words):
        for other in words[index + 1 :]:
            if other.y0 > word.y1:
                break
            assert not word.overlaps(other), (word, other)


def sizes_of(data: bytes) -> set[float]:
    """Return the sizes of type on the pages."""
    found_sizes = set()
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) == "Tf":
                    found_sizes.add(round(float(instruction.operands[1]), 2))
    return found_sizes


@every_mode
def test_type_has_the_sizes_of_the_theme(mode: str) -> None:
    theme = make_theme("#0B7272", large_print=mode == "large")
    sizes = sizes_of(built(*SIX, "walking", states=["sciatica"], **MODES[mode]).data)
    assert sizes <= {style.size for style in theme.type.values()}
    assert min(sizes) >= (15 if mode == "large" else 8)


def test_large_print_stays_large_for_a_patient_with_a_long_name() -> None:
    values = {"name": "Maximiliana Wilhelmina Theodora Featherstonehaugh-Abercromby", "therapist": "Dana Reed"}
    assert min(sizes_of(built("cat_cow:3x10", values=values, large_print=True).data)) >= 15


@pytest.mark.external("poppler")
def test_large_print_has_one_card_a_page_in_one_column(tmp_path: Path) -> None:
    path = generator.save(built(*SIX, large_print=True), tmp_path)
    names = [exercise(spec.split(":")[0]).name for spec in SIX]
    on_page = [[name for name in names if name in page.text.replace(", left leg", "")] for page in pages(path)]
    assert [len(on) for on in on_page if on][:6] == [1] * 6


def test_letter_paper_and_grey_are_made(tmp_path: Path) -> None:
    library = generator.load_library(clinic_folder(tmp_path / "us", clinic=f"{CLINIC}paper: letter\n"))
    for options in MODES.values():
        made = built(*SIX, library=library, greyscale=True, **options)
        with pikepdf.open(BytesIO(made.data)) as pdf:
            assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    assert built(*SIX, library=library).pages == 2


def test_grey_programme_has_no_colour() -> None:
    with pikepdf.open(BytesIO(built(*SIX, greyscale=True, library=generator.load_library("crawley")).data)) as pdf:
        streams = [*(page for page in pdf.pages), *(each for each in pdf.objects if is_form(each))]
        colours = [
            tuple(float(value) for value in instruction.operands)
            for stream in streams
            for instruction in pikepdf.parse_content_stream(stream)
            if str(instruction.operator) in ("rg", "RG")
        ]
    assert colours
    assert [colour for colour in colours if max(colour) - min(colour) > 0.01] == []


def is_form(each: Any) -> bool:
    return isinstance(each, pikepdf.Stream) and each.get("/Subtype") == pikepdf.Name.Form


def forms(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return sum(is_form(each) for each in pdf.objects)


def test_scene_is_in_the_file_once_however_often_it_is_placed() -> None:
    once, twice = built("pelvic_tilt:5", "cat_cow:5"), built("pelvic_tilt:5", "cat_cow:5", "pelvic_tilt:9", "cat_cow:8")
    assert forms(once.data) == forms(twice.data)
    mirrored = built("piriformis_seated:5, left", "piriformis_seated:5, right", "piriformis_seated:9, left")
    assert forms(mirrored.data) == forms(once.data)


def test_scene_is_in_a_sheet_once_however_often_it_is_placed() -> None:
    def sheet(*ids: str) -> bytes:
        return generator.build_handout(riverside(), "sciatica", on=DAY, exercises=ids).data

    assert forms(sheet("pelvic_tilt", "pelvic_tilt:5")) == forms(sheet("pelvic_tilt"))


def test_devanagari_name_is_printed(tmp_path: Path) -> None:
    patient = generator.read_patient(riverside().folder / "patients.csv", "P-1005", riverside())
    made = built("cat_cow:3x10", patient=patient, changes={"note": "हळू चाला"})
    assert "आशा" in words_of(generator.save(made, tmp_path))


PERSONAL = {"values": {**PATIENT, "note": "Xylqkvmemo"}, "changes": {"title": "Qfgzvk weeks", "goal": "Hjkwzq walk"}}


@pytest.mark.parametrize("word", ["Zqxvanka", "Wjhkqfest", "QZX-77141", "Vqxkz", "Xylqkvmemo", "Qfgzvk", "Hjkwzq"])
def test_what_is_told_of_a_patient_is_on_the_page_and_nowhere_else(word: str) -> None:
    assert places(built("cat_cow:3x10", **PERSONAL).data, word) == {"content"}


def test_file_says_the_same_of_itself_for_every_patient() -> None:
    facts = []
    for made in (built("cat_cow:3x10"), built("cat_cow:3x10", **PERSONAL)):
        with pikepdf.open(BytesIO(made.data)) as pdf:
            facts.append(
                (made.name, dict(map(str, pair) for pair in pdf.docinfo.items()), pdf.Root.Metadata.read_bytes())
            )
    assert facts[0] == facts[1]


CODE = """\
import datetime, hashlib, generator
built = generator.build_programme(generator.load_library("riverside"), {specs!r}, on=datetime.date(2026, 11, 23))
print(hashlib.sha256(built.data).hexdigest(), end="")
"""


def test_equal_programmes_have_equal_bytes() -> None:
    here = built(*SIX).data
    assert built(*SIX).data == here
    assert in_fresh_process(CODE.format(specs=SIX), "4711") == hashlib.sha256(here).hexdigest()


def test_outline_is_as_reviewed(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    patient = generator.read_patient(riverside().folder / "patients.csv", "P-1001", riverside())
    changes = {"title": "Weeks 1 and 2", "goal": "Walk to the shop.", "start": DAY, "note": "Start with 1."}
    specs = ("pelvic_tilt:10 times, hold 3 s, 2/day", "piriformis_seated:3, left", "side_glide_wall", "walking:usual")
    made = built(*specs, patient=patient, changes=changes, states=["pregnant:20"])
    golden("programme.txt", generator.outline(generator.save(made, tmp_path)))


@every_mode
def test_programme_conforms(mode: str, assert_conforms: Conforms) -> None:
    assert_conforms(
        built(*SIX, "side_glide_wall", values={"name": "आशा कुलकर्णी"}, states=["sciatica"], **MODES[mode]).data
    )


def test_grey_programme_conforms(assert_conforms: Conforms) -> None:
    assert_conforms(built(*SIX, greyscale=True, library=generator.load_library("crawley")).data)


def test_sheet_with_a_programme_conforms(assert_conforms: Conforms) -> None:
    made = generator.build_handout(riverside(), "sciatica", on=DAY, phase="later", exercises=["knee hug:5, left"])
    assert_conforms(made.data)


def test_contact_sheet_conforms(assert_conforms: Conforms) -> None:
    names = [*ALL[::4], "sciatic_nerve", "disc_bulge"]
    assert_conforms(generator.build_figures(riverside(), names, on=DAY).data)


def test_contact_sheet_shows_every_exercise(tmp_path: Path) -> None:
    made = generator.build_figures(riverside(), on=DAY, greyscale=True)
    text = words_of(generator.save(made, tmp_path))
    assert [id_ for id_ in ALL if id_ not in text] == []


# -- what a dose may say of an exercise -------------------------------------------------------------------------------


def test_usual_is_a_dose_of_exercises_alone() -> None:
    assert prescription(Prescribed(id="cat_cow", dose="USUAL"), exercise("cat_cow")).repetitions
    with pytest.raises(DoseError):
        prescription(Prescribed(id="cat_cow", dose="usual, left"), exercise("cat_cow"))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_diary_for_any_programme_is_one_page(paper: str, tmp_path: Path) -> None:
    folder = clinic_folder(tmp_path / "own", clinic=f"{CLINIC}paper: {paper}\n")
    assert generator.build_form(generator.load_library(folder), "exercise-diary", on=DAY).pages == 1
