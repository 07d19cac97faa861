"""Owns how a typed text is read: digits in words or foreign signs, and numbers of other kinds."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from server.privacy.spoken import BRIDGE, COUNT, SPOKEN, bridged, count_in_words, digits_of

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
# The next part of a number, in a message of its own.
_GOES_ON = re.compile(r"(?<=\d)\W*\n\s*(?:and|then|next|sorry|oops)\W+(?=\d)", re.IGNORECASE)
# Letters typed for digits: "O91OOO19", "PO1234567", "1 O 9"; S, B and Z in an SSN with dashes.
_LETTERS = re.compile(
    r"(?<![\w-])(?=\w?\d)[\dOolISBZ]{3}-[\dOolISBZ]{2}-(?=\w{0,3}\d)[\dOolISBZ]{4}(?![\w-])"
    r"|(?<![A-Za-z\d])(?=[oOlI]*\d)[\doOlI]{2,}(?![A-Za-z\d])"
    r"|(?<=\b[Pp])[oO](?=\d{7}\b)|(?<=\d[ -])[oOlI](?=[ -]\d)"
)
_AS_DIGITS = str.maketrans("oOlISBZsbz", "0011582582")

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
            r"[2-9]\d\d[-. ]{1,2}\d{4}(?![\d-])",
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
            if (new := by(match)) == match[0]:
                continue
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
    reading = reading.replaced(COUNT, count_in_words)
    reading = reading.replaced(SPOKEN, digits_of)
    reading = reading.replaced(_GOES_ON, lambda _: "\n")
    reading = reading.replaced(_LETTERS, lambda match: match[0].translate(_AS_DIGITS))
    reading = reading.replaced(BRIDGE, bridged)
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
        case "Ll" | "Lu":
            base = unicodedata.normalize("NFKD", sign)[0]
            return base if base.isascii() else sign  # "número" is "numero"
        case _:
            return "-" if sign == "\u2212" else sign  # the minus of mathematics
