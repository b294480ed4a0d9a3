"""How hard an English text is to read: syllables, sentences, Flesch–Kincaid grade, SMOG, long words.

Syllables are counted by rule: right for 98 of 100 words of running text (docs/decisions/0020).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_END = re.compile(r"(?<=[.!?…])[”’)\]]*\s+(?=[^\W_])|\n+")
_NO_END = re.compile(r"\b(?:e\.g|i\.e|Dr|St|Mr|Mrs|vs)\.$")
_LONG = 3  # syllables: what SMOG counts

# -- syllables ------------------------------------------------------------------------------------------------------

_VOWELS = re.compile(r"[aeiouy]+")
# What makes a syllable of its own beside another vowel, or is written and not spoken.
_APART = re.compile(
    r"i(?:a(?!l\b|n\b|ge|ll)|o(?!n|us\b|u)|um|er\b|ety)|[ct]iate|(?:^|[^aeiou])ying|eo(?!us|n\b)"
    r"|ua(?!r|ng|l?k)|uou|uity|[^gq]uing|ying\b|eing|oing|[aeiou]ism|ysm|sm\b|thm\b|dn[’']t|sn[’']t|iac|ien[ct]"
    r"|creat|[aeiouy]ing\b"
)
_BY_COUNT = {
    1: "aches clothes does eye eyes hour hours whole",
    2: "being beyond business different doesn’t every evening guideline guidelines language layer lower maybe "
    "ourselves people power quiet really safety shower someone something sometimes somewhere therefore tired toilet towel",
    3: "anyone area everyday everything family general idea ideas medicine medicines several usual",
    4: "usually",
}
_KNOWN = {word: count for count, words in _BY_COUNT.items() for word in words.split()}


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Return how many syllables an English *word* has, at least one."""
    plain = word.lower().replace("'", "’")
    if plain in _KNOWN:
        return _KNOWN[plain]
    stem = plain.removesuffix("’s").replace("’", "")
    if stem in _KNOWN:
        return _KNOWN[stem]
    count = len(_VOWELS.findall(stem))
    count += len(_APART.findall(stem))
    if _ends_silent(stem):
        count -= 1
    count -= len(re.findall(r"[^aeiouy][aeiouy]*[^aeiouy]+e(?:ly|less|ness|ful|ment|where)", stem))
    return max(count, 1)


def _ends_silent(stem: str) -> bool:
    """Return whether the last written vowel of *stem* is not spoken."""
    if re.search(r"[^aeiouy]les?$", stem):  # ta-ble, mus-cles
        return False
    if stem.endswith("es"):
        return re.search(r"(?:[sxz]|ch|sh|[cg])es$", stem) is None and re.search(r"[^aeiouy]es$", stem) is not None
    if stem.endswith("ed"):
        return re.search(r"[^tdaeiouy]ed$", stem) is not None and len(stem) > 3
    return re.search(r"[^aeiouy]e$", stem) is not None


# -- sentences ------------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of *text*; figures are no words."""
    return _WORD.findall(text)


def length(sentence: str) -> int:
    """Return how many words and figures a sentence has."""
    return len(_WORD.findall(sentence)) + len(_NUMBER.findall(sentence))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of *text*; each line ends one."""
    pending = ""
    for piece in _END.split(text):
        if piece is None or not piece.strip():
            continue
        pending = f"{pending} {piece.strip()}".strip()
        if not _NO_END.search(pending):
            yield pending
            pending = ""
    if pending:
        yield pending


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text's difficulty is worked out from. *long* are its words of three syllables and more."""

    sentences: int
    words: int
    syllables: int
    long: tuple[str, ...]
    spared: int = 0  # long words that every reader knows, or that the sheet explains

    @property
    def flesch_kincaid(self) -> float:
        """The grade by Kincaid et al. 1975; 0 for a text without words."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def smog(self) -> float:
        """The grade by McLaughlin 1969, scaled to 30 sentences; long words that are spared do not count."""
        if not self.sentences:
            return 0.0
        return 1.043 * sqrt((len(self.long) - self.spared) * 30 / self.sentences) + 3.1291


def reading(text: str, spared: Collection[str] = ()) -> Reading:
    """Return what the grades of *text* are worked out from; long words of *spared* (small letters) do not count."""
    found = list(sentences(text))
    every = [word for sentence in found for word in words(sentence)]
    counts = [syllables(word) for word in every]
    long = tuple(word for word, count in zip(every, counts, strict=True) if count >= _LONG)
    known = sum(word.lower().removesuffix("’s") in spared for word in long)
    return Reading(len(found), len(every), sum(counts), long, known)


# -- voice ----------------------------------------------------------------------------------------------------------

_BE = r"(?:am|are|is|was|were|be|been|being|gets?|got|getting|isn’t|aren’t|wasn’t|weren’t)"
_IRREGULAR = (
    "born|broken|brought|built|caught|chosen|cut|done|drawn|driven|eaten|felt|found|forgotten|given|held|hidden|hit|"
    "hurt|kept|known|laid|led|left|lost|made|meant|put|read|run|said|seen|sent|set|shown|shut|spent|stretched|struck|"
    "taken|taught|thought|told|torn|understood|woken|worn|written"
)
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:(?:\w+ly|not|also|often|then|never|all|both)\s+)?(\w+ed|{_IRREGULAR})\b", re.I)
# Words that look like participles and tell how somebody or something is.
_STATES = frozenset({
    "advanced", "allowed", "ashamed", "bored", "concerned", "interested", "limited", "need", "red", "relaxed", "scared",
    "supposed", "swollen", "tired", "used", "worried",
})  # fmt: skip


def passive(sentence: str) -> str | None:
    """Return the first form of a passive in *sentence*, such as “is caused”, or None."""
    for found in _PASSIVE.finditer(sentence.replace("'", "’")):
        word = found[1].lower()
        starts = found[0].lower()
        if word in _STATES or (starts.startswith(("get", "got")) and word not in ("told", "given", "sent", "seen")):
            continue
        return found[0]
    return None
