"""A small clinic with a sheet that “paperwell check” finds no fault with, and ways to spoil it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.audit import audit
from generator.check.finding import Finding
from generator.library import Library
from tests.helpers import DAY, ROOT, clinic_folder, riverside

SHEET = """\
id: sore_back
title: Sore back
language: en
code: T-1
version: "1.0"
review: {written: 2026-11-20, next_review: 2028-11-20}
licence: CC-BY-4.0
topic: Advice sheet
lead: Your back is sore. Most people feel better in a few weeks.
aliases: [aching back muscles]
disclaimer: General information only.
programmes:
  - id: early
    title: Weeks 1 and 2
    goal: Keep moving.
    exercise:
      - {id: walking, dose: "5-10 min, 2/day"}
      - {id: pelvic_tilt, dose: "5 times, hold 2 s, 3/day"}
      - {id: cat_cow, dose: "5 times, 2/day"}
      - {id: glute_bridge, dose: "2x8, hold 3 s, 3/week"}
    sources: [nhs]
body:
  - kind: glance
    facts:
      - {title: A few weeks, text: Most people feel better., sources: [nhs]}
      - {title: Keep moving, text: Rest does not speed it up., sources: [cochrane_rest]}
      - {title: Warmth, text: It can ease the ache., sources: [nhs]}
  - kind: columns
    main:
      - kind: section
        title: What is happening?
        body:
          - kind: paragraph
            text: Your back has many joints and muscles. One of them is sore. It can hurt a lot. Your back is still
              strong, and you can move it. Moving helps it settle.
            sources: [nhs]
      - kind: section
        title: What you may feel
        body:
          - kind: points
            items:
              - An ache across the low back
              - A stiff back when you wake up
              - Less pain when you move
              - Pain when you cough or lift
              - A back that tires soon
              - Pain that moves from side to side
            sources: [nhs]
      - kind: section
        title: How it usually goes
        body:
          - kind: paragraph
            text: Most people stay at work, or go back to it soon. The pain eases in the first weeks. About **7 in 10**
              people have it again within a year. Good and bad days are normal. You can do a lot on both.
            sources: [pengel_2003]
    side:
      - kind: figure
        figure: back_muscles
        alt: The back from behind. Long muscles run up on both sides of the spine.
        caption: The back from behind
  - {kind: include, part: danger_signs}
  - kind: section
    title: What helps
    body:
      - kind: do
        items: [Walk a little each day., Change position often., Do the exercises that we chose with you.]
        sources: [nhs]
  - {kind: include, part: heat}
  - kind: section
    title: First exercises
    body:
      - {kind: exercises, phase: early}
  - kind: columns
    main:
      - {kind: include, part: same_day}
    side:
      - {kind: therapist_note, title: Your therapist’s note}
  - {kind: include, part: come_back}
  - {kind: sources, title: Sources}
"""
CLINIC = """\
id: own
name: Own Clinic
language: en-GB
brand: {colour: "#0B7272"}
branches:
  - {id: main, name: Main Street, country: GB, phone: 01632 960 001}
  - {id: lake, name: Lake Avenue, country: US, phone: (555) 555-0101}
  - {id: quay, name: Quay Road, country: IE}
"""
GUIDELINES = """\
names: {uk: UK guideline, us: US guideline, who: WHO guideline}
columns: [Treatment, Does it help, Good to know]
treatments:
  - id: acupuncture
    name: Acupuncture
    words: [acupuncture]
    uk: {stance: against, answer: Not advised, note: It brings little., sources: [nice_ng59]}
    us: {stance: may, answer: Maybe a little, note: Some people try it., sources: [acp_2017]}
    who: {stance: may, answer: Maybe a little, note: Some people try it., sources: [known]}
"""
HEAT = "  - {kind: include, part: heat}\n"


def spoiled(id_: str, changes: Mapping[str, str]) -> str:
    """Return the sheet under the name *id_* with what stands on the left of *changes* replaced by what is right."""
    text = SHEET.replace("sore_back", id_).replace("aching back muscles", f"aching {id_}")
    for old, new in changes.items():
        assert text.count(old) == 1, f"the sheet has “{old}” {text.count(old)} times"
        text = text.replace(old, new)
    return text


def sheets_folder(folder: Path, sheets: Mapping[str, Mapping[str, str]], files: Mapping[str, str]) -> Path:
    """Write a clinic with the clean sheet and spoiled ones, by id; return its folder."""
    texts = {f"handouts/{id_}.yaml": spoiled(id_, changes) for id_, changes in sheets.items()}
    return clinic_folder(folder, {"handouts/sore_back.yaml": SHEET, **texts, **files}, clinic=CLINIC)


def findings(library: Library, ids: Sequence[str]) -> tuple[Finding, ...]:
    """Return what is found in the documents *ids*."""
    return audit(library, ids, on=DAY).findings


def told(found: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return rule and fault of each finding."""
    return [(finding.rule, finding.what) for finding in found]


def small_library(folder: Path) -> Path:
    """Write a built-in library with what the clean sheet draws on and little more; return its folder."""
    folder.mkdir()
    (folder / "fonts").symlink_to(ROOT / "fonts")
    names = ["forms/feedback"]
    names += [f"handouts/parts/{name}" for name in ("danger_signs", "danger_card", "same_day", "come_back", "heat")]
    names += [f"handouts/exercises/{name}" for name in ("walking", "pelvic_tilt", "cat_cow", "glute_bridge")]
    texts = {f"{name}.yaml": (ROOT / f"{name}.yaml").read_text(encoding="utf-8") for name in names}
    texts = {name: re.sub(r"^harder: .*\n", "", text, flags=re.MULTILINE) for name, text in texts.items()}
    everything = "\n".join((SHEET, GUIDELINES, *texts.values()))
    named = {id_ for found in re.findall(r"sources: \[([^\]]*)\]", everything) for id_ in re.split(r",\s*", found)}
    register = [source.model_dump(mode="json") for id_, source in riverside().sources.items() if id_ in named]
    texts |= {"handouts/guidelines.yaml": GUIDELINES, "handouts/sources.yaml": json.dumps({"sources": register})}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
