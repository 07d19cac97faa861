"""Owns how a typed text is read: digits in words or foreign signs, and numbers of other kinds."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {
    **{word: str(value) for value, word in enumerate(_UNITS + _TEENS)},
    **{word: str(value * 10) for value, word in enumerate(_TENS, start=2)},
    **dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0"),
}
_REPEATS = {"double": 2, "triple": 3, "treble": 3}
_SPOKEN_SIGN = r"(?:dash|hyphen|minus|slash|dot|period|space)"
_BETWEEN = rf"(?:[\s,.;/-]+(?:(?:{_SPOKEN_SIGN}|then|and)[\s,.;-]+)?)"
_WORD = rf"(?:(?:{'|'.join(_REPEATS)})[\s-]+(?:\d|{'|'.join(_VALUES)})|{'|'.join(_VALUES)})"
# "one hundred" and "two thousand" are amounts, not digits.
_SPOKEN = re.compile(
    rf"\b{_WORD}\b(?:{_BETWEEN}{_WORD}\b)*(?!\s+(?:hundred|thousand|million|percent))",
    re.IGNORECASE,
)
_SPOKEN_WORD = re.compile(r"[a-z]+|\d", re.IGNORECASE)
_SIGN_IN_WORDS = re.compile(rf"(?<=\d)\s*\b(?:{_SPOKEN_SIGN}|then)\b\s*(?=\d)", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
# The next part of a number, in a message of its own.
_GOES_ON = re.compile(r"(?<=\d)\W*\n\s*(?:and|then|next|sorry|oops)\W+(?=\d)", re.IGNORECASE)
# The letters O and l typed for digits.
_LETTER = re.compile(r"(?<=\d)[oOlI](?=[\d-]|\b)|(?<=\d[- ])[oOlI](?=\d)")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
# What its own form says to be something else, wherever it stands.
_NO_IDENTIFIER = re.compile(
    "|".join(
        (
            r"\[[A-Z_]+\]",  # what masking puts in place of an identifier
            r"[$€£¥]\s?\d[\d,]*(?:\.\d+)?",
            r"(?<![\d,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]|-\d)",
            r"(?<![\d.-])\d+(?:\.\d+)?\s?(?:%|dollars?\b|bucks\b|usd\b|percent\b)",
            r"(?<![\d.-])\d+\.\d{2}(?![\d.-])",
            rf"(?<![\d/.-])(?:{_MONTH}([/.-]){_DAY}\1|{_DAY}([/.-]){_MONTH}\2)(?:{_YEAR}|\d\d)"
            r"(?![\d/.-])",
            rf"(?<![\d/.-]){_YEAR}([/.-]){_MONTH}\3{_DAY}(?![\d/.-])",
            rf"(?<![\d-])(?<!\d[ /.]){_YEAR}"
            rf"(?:(?:\s?[-/,&]\s?|\s(?:to|and|or)?\s?){_YEAR})+(?![\d-])(?![ /.]\d)",
            r"\+\d[\d ().-]{5,18}\d",
            r"(?<![\d-])(?:1[-. ]{0,2})?(?:\([2-9]\d\d\)[-. ]{0,2}|[2-9]\d\d[-. ]{1,2})"
            r"\d{3}[-. ]{1,2}\d{4}(?![\d-])",
        )
    ),
    re.IGNORECASE,
)
BLANK = "¤"


@dataclass(frozen=True)
class Reading:
    """A text as it is read. Its sign at `at` stands for what was typed from `starts[at]` to
    `ends[at]`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> "Reading":
        """With each match read as something else: its signs all stand for the whole match."""
        text, starts, ends, at = "", list[int](), list[int](), 0
        for match in pattern.finditer(self.text):
            first, last = match.span()
            new = by(match)
            text += self.text[at:first] + new
            starts += [*self.starts[at:first], *[self.starts[first]] * len(new)]
            ends += [*self.ends[at:first], *[self.ends[last - 1]] * len(new)]
            at = last
        if at == 0:
            return self
        rest = (*starts, *self.starts[at:]), (*ends, *self.ends[at:])
        return Reading(text + self.text[at:], *rest)


def read(text: str) -> Reading:
    """Words become digits, dashes and spaces of all kinds the plain ones, all else stays."""
    plain = text if text.isascii() else "".join(map(_plain, text))
    reading = Reading(plain, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    if not text.isascii():
        reading = reading.replaced(_INVISIBLE, lambda _: "")
    reading = reading.replaced(_SPOKEN, lambda match: _digits(match[0]))
    reading = reading.replaced(_SIGN_IN_WORDS, lambda _: "-")
    reading = reading.replaced(_GOES_ON, lambda _: "\n")
    reading = reading.replaced(_LETTER, lambda match: "0" if match[0] in "oO" else "1")
    blanked = _NO_IDENTIFIER.sub(lambda match: BLANK * len(match[0]), reading.text)
    return Reading(blanked, reading.starts, reading.ends)


def _plain(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None and unicodedata.category(sign) == "Nd":
        return str(digit)
    match unicodedata.category(sign):
        case "Pd":
            return "-"
        case "Zs":
            return " "
        case _:
            return "-" if sign == "\u2212" else sign  # the minus of mathematics


def _digits(words: str) -> str:
    """ "sixty-seven double oh" is 6700."""
    digits, repeat, was_tens = "", 1, False
    for word in _SPOKEN_WORD.findall(words.lower()):
        if word in _REPEATS:
            repeat = _REPEATS[word]
        elif word.isdigit() or word in _VALUES:
            value = _VALUES.get(word, word)
            if was_tens and len(value) == 1 and value != "0":
                digits = digits[:-1]
            digits += value * repeat
            repeat, was_tens = 1, word in _TENS
    return digits
