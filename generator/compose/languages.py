"""A language as people write it (“hi”, “Hindi”, “हिन्दी”) → whether it is the language of a text."""

from __future__ import annotations

from functools import cache


@cache
def language_names(tag: str) -> frozenset[str]:
    """Return what the language *tag* is called, in small letters: by its tag, in English and in itself."""
    from babel import Locale, UnknownLocaleError

    primary = tag.split("-")[0].lower()
    try:
        locale = Locale.parse(primary)
    except (UnknownLocaleError, ValueError):
        return frozenset({primary})
    names = {primary, locale.get_display_name("en"), locale.get_display_name()}
    return frozenset(name.casefold() for name in names if name)


def is_language(written: str, tag: str) -> bool:
    """Return whether *written*, as it stands in a row, means the language *tag*; its country does not matter."""
    word = written.strip().casefold()
    return word in language_names(tag) or word.replace("_", "-").split("-")[0] == tag.split("-")[0].lower()
