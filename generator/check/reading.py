"""How hard an English text is to read: syllables, sentences, Flesch–Kincaid grade, SMOG, long words.

Syllables are counted by rule: right for 99 of 100 words of running text (docs/checking.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# A full stop with what closes after it, before a word that does not start small; or the end of a line.
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”’)\]]))\s+(?=[“‘(\[]?[^\W_a-z])|\n+")
_NO_END = re.compile(r"\b(?:e\.g|i\.e|Dr|St|Mr|Mrs|vs)\.$")
_LONG = 3  # syllables: what SMOG counts

# -- syllables ------------------------------------------------------------------------------------------------------

_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that stand together and are spoken one by one: each find is a syllable more.
_APART = re.compile(
    r"(?<![ct])ial|(?<![cst])ian\b|i(?:a(?!l|n\b|r\b|ge)|o(?!n|u)|um|us|ety)|(?<![cgtx])ious"
    r"|(?<!ld)iers?\b|(?<!pr)iest|\bdiet|(?<![ct])ien[ct]|scien|[ct]iate|\blion"
    r"|(?<![gh])eous|eo(?!us|n\b)|eum\b|oea\b|\breact|\breali[tsz]|creat(?!u)"
    r"|(?<![gq])ua(?!r)|uou|uit(?:y|ies)|(?<![gq])uid|suici|ruin|tuit|[dfr]uel|ao|poe[mt]|coo(?=rd|p[^ls])"
    r"|[aou]y(?=[aou]|er)|oyee|(?:^|[^aeiou])ying|ying\b|(?:[aeioy]|[^gq]u)ing\b"
    r"|sms?\b|thms?\b|[aeiou]ism|[ds]n’t"
)
# What is written and not spoken inside a word: each find is a syllable less.
_SILENT = re.compile(
    r"[^aeiouy][aeiouy]*[^aeiouy]+(?<![bcdfgkpstz]l)(?<!cr)e(?:ly|less|ness|ful|ment|where|by|how|what|wise|body"
    r"|line|time|style|work|hood)|ically\b"
)
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|[cgsz]e)’s$")  # nur-se’s
_BY_COUNT = {
    1: "aches clothes does eye eyes hour hours whole aren’t weren’t",
    2: "being beyond business different doesn’t every evening layer lower maybe ourselves people power quiet really "
    "safety shower someone something therefore tired toilet towel useful useless headaches hundred naked argue",
    3: "anyone area areas cereal everyday everything everywhere family general idea ideas linear medicine medicines "
    "nausea pilates recipe recipes several theatre usual",
    4: "everybody usually diabetes",
    5: "sacroiliac",
    6: "osteoarthritis",
}
_KNOWN = {word: count for count, words in _BY_COUNT.items() for word in words.split()}


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Return how many syllables an English *word* has, at least one."""
    plain = word.lower().replace("'", "’")
    if plain in _KNOWN:
        return _KNOWN[plain]
    if _SIBILANT.search(plain):
        return syllables(plain.removesuffix("’s")) + 1
    stem = plain.removesuffix("’s")
    if stem in _KNOWN:
        return _KNOWN[stem]
    spoken = stem.replace("’", "")
    count = len(_VOWELS.findall(spoken)) + len(_APART.findall(stem)) - len(_SILENT.findall(spoken))
    return max(count - _ends_silent(spoken), 1)


def _ends_silent(stem: str) -> bool:
    """Return whether the last written vowel of *stem* is not spoken."""
    if re.search(r"[^aeiouy][lr]es?$|[bcdfgkptz]led$", stem):  # ta-ble, mus-cles, cen-tre, set-tled
        return False
    if re.search(r"[gq]u(?:es?|ed)$", stem):  # fatigue, technique
        return True
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
        if not piece.strip():
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


@lru_cache(maxsize=1024)  # a sheet reads alike in most branches
def reading(text: str, spared: frozenset[str] = frozenset()) -> Reading:
    """Return what the grades of *text* are worked out from; long words of *spared* (small letters) do not count."""
    found = [sentence for sentence in sentences(text) if words(sentence)]
    every = [word for sentence in found for word in words(sentence)]
    counts = [syllables(word) for word in every]
    long = tuple(word for word, count in zip(every, counts, strict=True) if count >= _LONG)
    known = sum(word.lower().removesuffix("’s") in spared for word in long)
    return Reading(len(found), len(every), sum(counts), long, known)


# -- voice ----------------------------------------------------------------------------------------------------------

_BE = r"(?:am|are|is|was|were|be|been|being|gets?|got|getting|isn’t|aren’t|wasn’t|weren’t)"
_IRREGULAR = (
    "broken|brought|built|caught|chosen|cut|done|drawn|driven|eaten|felt|found|forgotten|given|held|hidden|hit|"
    "kept|known|laid|led|lost|made|meant|put|read|run|said|seen|sent|set|shown|shut|spent|stretched|struck|"
    "taken|taught|thought|told|torn|understood|woken|worn|written"
)
_BETWEEN = r"\w+ly|not|also|always|often|sometimes|still|just|now|then|never|all|both"
_PASSIVE = re.compile(rf"(?:\b{_BE}|’re)\s+(?:(?:{_BETWEEN})\s+)?(\w+ed|{_IRREGULAR})\b(?!-)( to\b)?", re.IGNORECASE)
# Words that look like participles and tell how somebody or something is, or that only end like them.
_STATES = frozenset({
    "advanced", "aged", "allowed", "ashamed", "bed", "bored", "closed", "concerned", "confused", "crowded",
    "depressed", "disabled", "embarrassed", "excited", "exhausted", "experienced", "frightened", "hundred", "indeed",
    "interested", "involved", "limited", "married", "naked", "need", "pleased", "prepared", "qualified", "red",
    "relaxed", "retired", "scared", "seed", "skilled", "speed", "stressed", "supposed", "surprised", "tired",
    "worried",
})  # fmt: skip


def passive(sentence: str) -> str | None:
    """Return the first form of a passive in *sentence*, such as “is caused”, or None."""
    for found in _PASSIVE.finditer(sentence.replace("'", "’")):
        word, got = found[1].lower(), found[0].lower().startswith(("get", "got"))
        if word in _STATES or (word == "used" and found[2]) or (got and word not in ("told", "given", "sent", "seen")):
            continue
        return found[0].removesuffix(found[2] or "")
    return None
