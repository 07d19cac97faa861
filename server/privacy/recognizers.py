"""Owns the recognisers of identifiers: the forms in which people type each kind."""

from collections.abc import Callable, Sequence

from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer
from presidio_analyzer.predefined_recognizers import IbanRecognizer

from server.privacy.cues import CERTAIN, LIKELY

# Counts with a cue only.
WEAK = 0.1
# Signs that stand between the digits of one number, a new message among them.
_SIGN = r"[^\w¤@$€£%=<>]"
_ALONE, _END = r"(?<![\w¤])(?<!\w[-./_])", r"(?![\d¤@])(?![-./_,]\d)(?![\w.]*@)"
# Not within a longer row of short groups, as in phone numbers; a year before is none.
_NO_ROW = r"(?<!(?<!\d)\d{1,3} )(?<!\+\d{1,3} )"


def _grouped(*sizes: int, sign: str) -> str:
    """Groups of digits with the same sign between all of them."""
    first, *rest = sizes
    signed = rf"(?P<sign>{sign})"
    return rf"\d{{{first}}}{signed}" + "(?P=sign)".join(rf"\d{{{size}}}" for size in rest)


def _any(least: int, most: int, sign: str = f"{_SIGN}{{0,4}}") -> str:
    """So many digits with whatever signs between them."""
    return rf"(?<!\d)\d(?:{sign}\d){{{least - 1},{most - 1}}}(?!{_SIGN}?[\d¤])(?![\w.]*@)"


def _spaced(size: int) -> str:
    """So many digits, next to each other or with a space between them."""
    return rf"\d(?: ?\d){{{size - 1}}}"


_DASHED = r" {0,2}- {0,2}"
# Groups of two and more digits are lists of forms and years too; digits one by one count up.
_NO_FORM = r"(?!\d{3}\W+\d\d\W+(?:(?:19|20)\d\d|10(?:40|65|95|98|99)|1120)\b)"
_NO_LIST = r"(?!1\W+2\W+3\W+4)"
_LOOSE = r" ?[-/|*.,~:;]{1,3} ?"
_WORDS = r"[^\d¤$]{1,40}"
_NINE = rf"{_ALONE}\d{{9}}{_END}"
# Nine digits evenly cut, and as no ZIP code, amount or phone number is.
_EVEN = (
    (rf"{_ALONE}{_NO_ROW}(?!\d\d0 \d\d0 ){_grouped(3, 3, 3, sign='[ ./-]')}{_END}", LIKELY),
    (rf"{_ALONE}{_NO_ROW}(?:\d{{3}}[-/]\d{{6}}|\d{{4}}[-/]\d{{5}}){_END}", LIKELY),
    # A line with nothing else.
    (
        rf"(?:^|(?<=^[^\w\n¤$]))(?!\d{{5}}[- ]\d{{4}}\b){_NO_LIST}"
        r"\d(?:[ .,/-]{0,3}\d){8}(?=[^\w\n¤]{0,3}$)",
        LIKELY - 0.01,
    ),
)
_THREE_TWO_FOUR = (
    (rf"{_ALONE}{_grouped(3, 2, 4, sign=_DASHED)}{_END}", CERTAIN),
    (rf"{_ALONE}{_grouped(3, 2, 4, sign='[/._,|*~:;=^]')}{_END}", CERTAIN),
    (rf"{_ALONE}{_NO_ROW}\d{{3}}[ ./_\n-]{{1,3}}\d{{2}}[ ./_\n-]{{1,3}}\d{{4}}{_END}", LIKELY),
    (
        rf"{_ALONE}{_NO_ROW}{_NO_FORM}\d{{3}}{_SIGN}{{1,3}}\d{{2}}{_SIGN}{{1,3}}\d{{4}}{_END}",
        LIKELY,
    ),
    (rf"{_ALONE}{_spaced(3)}{_LOOSE}{_spaced(2)}{_LOOSE}{_spaced(4)}{_END}", LIKELY),
    (rf"{_ALONE}{_NO_ROW}{_NO_LIST}\d(?:{_SIGN}{{1,4}}\d){{8}}{_END}", LIKELY),
    *_EVEN,
    (_NINE, LIKELY),
    (_any(9, 9), WEAK),
    # With other words between the parts.
    (rf"(?<!\d)\d{{3}}{_WORDS}\d{{2}}{_WORDS}(?!(?:19|20)\d\d)\d{{4}}(?!\d)", WEAK),
)
# A digit too few or too many.
_MISTYPED = r"(?<!\d)\d{3}[-. /]?\d{2}[-. /]?(?:\d{3}|\d{5})(?![\d¤])(?![-./]\d)"
_CARDS = (
    (rf"{_ALONE}\d{{4}}(?:[ \n-]{{1,3}}\d{{4}}){{3}}{_END}", LIKELY),
    (rf"{_ALONE}\d{{4}}([ ./-]{{1,2}})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?{_END}", LIKELY),
    (rf"{_ALONE}\d{{4}}([ ./-]{{1,2}})\d{{6}}\1\d{{4,5}}{_END}", LIKELY),
    (rf"{_ALONE}\d(?:[ -]\d){{12,18}}(?!\d)", LIKELY),
    (rf"{_ALONE}\d{{13,19}}(?![\d¤@])", LIKELY),
    (r"(?<!\d)\d{4}[ -]?(?:\d[ -]?){8,11}\d(?!\d)", WEAK),
    (_any(13, 19), WEAK),
    (r"(?<!\d)\d{4}(?:[^\d¤]{0,40}\d{4}){3}(?!\d)", WEAK),
)


class _Recognizer(PatternRecognizer):
    """A kind with its forms; `fits` looks at the digits alone."""

    def __init__(
        self,
        kind: str,
        forms: Sequence[tuple[str, float]],
        fits: Callable[[str], bool] = lambda digits: True,
    ) -> None:
        patterns = [Pattern(f"{kind} {at}", form, score) for at, (form, score) in enumerate(forms)]
        super().__init__(supported_entity=kind, patterns=patterns, name=kind)
        self._fits = fits

    def invalidate_result(self, pattern_text: str) -> bool:
        return not self._fits("".join(sign for sign in pattern_text if sign.isdigit()))


def recognizers() -> list[EntityRecognizer]:
    """One or two for each kind."""
    return [
        _Recognizer("ITIN", _THREE_TWO_FOUR, is_itin),
        _Recognizer("SSN", [*_THREE_TWO_FOUR, (_MISTYPED, WEAK)], lambda d: not is_itin(d)),
        _Recognizer(
            "EIN",
            [
                (rf"{_ALONE}{_NO_ROW}\d{{2}}(?:{_LOOSE}| )\d{{7}}{_END}", LIKELY),
                (_any(9, 9), WEAK),
            ],
        ),
        _Recognizer(
            "PTIN",
            [
                (rf"(?<![\w¤])P[- .]{{0,2}}\d{{4}}[- .]?\d{{4}}{_END}", CERTAIN),
                (rf"(?:\bP{_SIGN}{{0,2}})?{_any(8, 8)}", WEAK),
            ],
        ),
        _Recognizer("IP_PIN", [(_any(6, 6), WEAK)]),
        _Recognizer("CARD", _CARDS, is_card),
        # Any nine digits that a word calls a routing number; without a word those that are one.
        _Recognizer("ROUTING", [(_any(9, 9), WEAK)]),
        _Recognizer("ROUTING", [(_NINE, LIKELY + 0.01)], is_routing),
        _Recognizer("ACCOUNT", [(_any(6, 17, r"[ ./\n-]{0,3}"), WEAK)]),
        IbanRecognizer(supported_entity="ACCOUNT"),
        # One or two letters may come first; with a space after it, one.
        _Recognizer(
            "PASSPORT",
            [(rf"(?:(?<!\w)(?:[A-Z]{{1,2}}-?|[A-Z] ))?{_any(7, 9)}", WEAK)],
        ),
    ]


def is_itin(digits: str) -> bool:
    """Nine digits in the ranges the IRS gives to ITINs."""
    group = int(digits[3:5])
    return digits[0] == "9" and (50 <= group <= 65 or (70 <= group <= 99 and group not in (89, 93)))


def is_card(digits: str) -> bool:
    """The first digit of a card network, and the check digit of Luhn."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    plain = (int(digit) for digit in digits[-1::-2])
    return digits[0] in "23456" and (sum(doubled) + sum(plain)) % 10 == 0


def is_routing(digits: str) -> bool:
    """The prefix of a Federal Reserve district, and the ABA's check digit."""
    prefix = int(digits[:2])
    weighted = sum(int(d) * weight for d, weight in zip(digits, (3, 7, 1) * 3, strict=True))
    return (1 <= prefix <= 12 or 21 <= prefix <= 32) and weighted % 10 == 0
