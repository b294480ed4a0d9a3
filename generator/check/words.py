"""Rules over the words of a text: words to avoid, doses of drugs, long sentences, passive voice, reading grade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.check.finding import Finding
from generator.check.passages import READ, Chapter, Passage, passages_of
from generator.check.reading import Reading, length, passive, reading, sentences
from generator.model.evidence import Guidelines, GuidelineSet
from generator.model.wording import Avoided, Wording

MOST_WORDS = 20  # of a sentence
GRADE, EASY_GRADE = 6.0, 4.0
_LEAST_WORDS = 30  # a shorter text has no grade to speak of
_LEAST_SENTENCES = 10  # SMOG is made for thirty, and scaled down to fewer
_ROUNDING = 0.05  # a grade of 6.04 is told as 6.0
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
    def any_avoided(self) -> re.Pattern[str]:
        """All of them at once: most texts have none, and one look is quicker than one for each."""
        return _pattern(word for entry in self.wording.avoid for word in entry.words)

    @cached_property
    def known(self) -> frozenset[str]:
        """Long words that are no hurdle."""
        return frozenset(word.lower().removesuffix("’s") for word in self.wording.known_long_words)

    @cached_property
    def dose(self) -> re.Pattern[str]:
        """A number before a unit or shape of a drug."""
        units = "|".join(map(_word, self.wording.drug_units))
        numbers = r"\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|half an?"
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
        for pattern, entry in vocabulary.avoided if vocabulary.any_avoided.search(passage.text) else ():
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
    """Yield chapters that are too hard to read by Flesch–Kincaid, and a text that is by either formula as a whole.

    SMOG is worked out over the whole alone: it is made for thirty sentences and more (McLaughlin 1969).
    """
    why = "many adults read like a child of 9 to 11"
    graded = [(chapter, reading(chapter.text)) for chapter in chapters]
    hard = [(chapter, found) for chapter, found in graded if _is_hard(found, most)]
    for chapter, found in hard:
        what = f"“{chapter.title}” has reading grade {found.flesch_kincaid:.1f} (Flesch–Kincaid), at most {most:g}"
        instead = f"shorter sentences, shorter words than {_longest(found.long)}"
        yield Finding("grade", chapter.at, what, why, instead, chapter.title)
    whole = reading("\n".join(chapter.text for chapter in chapters), vocabulary.known)
    if not hard and _is_hard(whole, most):
        what = f"the text as a whole has reading grade {whole.flesch_kincaid:.1f} (Flesch–Kincaid), at most {most:g}"
        instead = f"shorter sentences, shorter words than {_longest(whole.long)}"
        yield Finding("grade", chapters[0].at, what, why, instead, "Flesch–Kincaid")
    if whole.sentences >= _LEAST_SENTENCES and whole.smog > most + _ROUNDING:
        unknown = [word for word in whole.long if word.lower().removesuffix("’s") not in vocabulary.known]
        what = f"the text as a whole has reading grade {whole.smog:.1f} (SMOG), at most {most:g}"
        yield Finding("grade", chapters[0].at, what, why, f"shorter words than {_longest(unknown)}", "SMOG")


def _is_hard(found: Reading, most: float) -> bool:
    return found.words >= _LEAST_WORDS and found.flesch_kincaid > most + _ROUNDING


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
