"""Rules over the words of a text: words to avoid, doses of drugs, long sentences, passive voice, reading grade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.check.finding import Finding
from generator.check.passages import READ, Chapter, Passage, passages_of
from generator.check.reading import length, passive, reading, sentences
from generator.model.evidence import Guidelines, GuidelineSet
from generator.model.wording import Avoided, Wording

MOST_WORDS = 20  # of a sentence
GRADE, EASY_GRADE = 6.0, 4.0
_LEAST_WORDS = 30  # a shorter text has no grade to speak of
_SHOWN_LONG = 6


@dataclass(frozen=True)
class Vocabulary:
    """A language's wording, ready to look for."""

    wording: Wording

    @cached_property
    def avoided(self) -> list[tuple[re.Pattern[str], Avoided]]:
        """What to look for, each with what to write instead."""
        return [(_pattern(entry.words), entry) for entry in self.wording.avoid]

    @cached_property
    def known(self) -> frozenset[str]:
        """Long words that are no hurdle."""
        return frozenset(word.lower().removesuffix("’s") for word in self.wording.known_long_words)

    @cached_property
    def dose(self) -> re.Pattern[str]:
        """A number before a unit or shape of a drug."""
        units = "|".join(map(_word, self.wording.drug_units))
        numbers = r"\d+(?:[.,]\d+)?|one|two|three|four|half an?"
        return re.compile(rf"\b(?:{numbers})\s*(?:{units})(?!\w)", re.IGNORECASE)

    @cached_property
    def praise(self) -> re.Pattern[str]:
        """Words that say that something helps."""
        return _pattern(self.wording.praise)

    @cached_property
    def denial(self) -> re.Pattern[str]:
        """Words that say that it does not."""
        return _pattern(self.wording.denial)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_word, words))})(?!\w)", re.IGNORECASE)


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace("’", "[’']").replace(r"\ ", r"\s+")


def avoided_words(passages: Iterable[Passage], vocabulary: Vocabulary, *, in_form: bool = False) -> Iterator[Finding]:
    """Yield words that frighten, blame, promise or mislead, with better ones."""
    for passage in passages:
        for pattern, entry in vocabulary.avoided:
            if in_form and entry.sheets_only:
                continue
            for found in pattern.finditer(passage.text):
                why = entry.because or vocabulary.wording.why[entry.kind]
                yield Finding("word", passage.at, f"“{found[0]}”", why, entry.instead, found[0])


def drug_doses(passages: Iterable[Passage], vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield doses of drugs: a sheet for everybody cannot know what is safe for one."""
    for passage in passages:
        for found in vocabulary.dose.finditer(passage.text):
            why = "a dose that suits one person can harm another"
            yield Finding("dose", passage.at, f"a dose: “{found[0]}”", why, "send people to a pharmacist", found[0])


def long_sentences(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield sentences of more than MOST_WORDS words."""
    for passage in passages:
        for sentence in sentences(passage.text):
            if (count := length(sentence)) > MOST_WORDS:
                what = f"a sentence of {count} words: “{_start(sentence)}”"
                why = "people in pain lose the thread"
                yield Finding(
                    "sentence", passage.at, what, why, f"make it two, of at most {MOST_WORDS} words", sentence
                )


def passive_voice(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield passives: they hide who does what."""
    for passage in passages:
        for sentence in sentences(passage.text):
            if found := passive(sentence):
                what = f"passive voice: “{found}” in “{_start(sentence)}”"
                yield Finding("passive", passage.at, what, "it hides who does what", "say who does it", sentence)


def _start(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else f"{sentence[:60].rsplit(' ', 1)[0]} …"


def grades(chapters: Sequence[Chapter], vocabulary: Vocabulary, most: float) -> Iterator[Finding]:
    """Yield chapters that are too hard to read by Flesch–Kincaid, and a sheet that is by SMOG.

    SMOG is worked out over the whole sheet: it is made for thirty sentences and more (McLaughlin 1969).
    """
    for chapter in chapters:
        found = reading(chapter.text)
        if found.words >= _LEAST_WORDS and found.flesch_kincaid > most + 0.05:
            what = f"“{chapter.title}” has reading grade {found.flesch_kincaid:.1f} (Flesch–Kincaid), at most {most:g}"
            instead = f"shorter sentences, shorter words than {_longest(found.long)}"
            yield Finding("grade", chapter.at, what, "many adults read like a child of 9 to 11", instead, chapter.title)
    whole = reading("\n".join(chapter.text for chapter in chapters), vocabulary.known)
    if whole.sentences and whole.smog > most + 0.05:
        hard = [word for word in whole.long if word.lower().removesuffix("’s") not in vocabulary.known]
        what = f"the sheet has reading grade {whole.smog:.1f} (SMOG), at most {most:g}"
        instead = f"shorter words than {_longest(hard)}"
        yield Finding("grade", chapters[0].at, what, "many adults read like a child of 9 to 11", instead, "SMOG")


def _longest(words: Sequence[str]) -> str:
    """Return the words that weigh most, the commonest first."""
    counted = sorted(set(map(str.lower, words)), key=lambda word: (-[w.lower() for w in words].count(word), word))
    return ", ".join(f"“{word}”" for word in counted[:_SHOWN_LONG]) or "these"


def praised_treatments(
    chapters: Sequence[Chapter], vocabulary: Vocabulary, guidelines: Guidelines, chosen: GuidelineSet
) -> Iterator[Finding]:
    """Yield treatments that the guideline set advises against and the text presents as helpful."""
    against = [t for t in guidelines.treatments if t.verdict(chosen).stance == "against"]
    patterns = [(_pattern(treatment.words), treatment) for treatment in against]
    for passage in passages_of(list(chapters)):
        if passage.kind not in READ - {"avoid", "sign"}:
            continue
        for sentence in sentences(passage.text):
            helped = passage.kind == "do" or vocabulary.praise.search(sentence)
            if not helped or vocabulary.denial.search(sentence):
                continue
            for pattern, treatment in patterns:
                if found := pattern.search(sentence):
                    what = f"“{found[0]}” as something that helps"
                    why = f"{guidelines.names[chosen]} advises against it"
                    instead = f"leave it out, or ask {{% if branch.guidelines == “…” %}}; the set is “{chosen}”"
                    yield Finding("treatment", passage.at, what, why, instead, f"{treatment.id}: {sentence}")
