"""Owns digits in words, English and Spanish, and the words people put between parts of a number."""

import re

_UNITS = {
    **dict.fromkeys(("zero", "oh", "o", "nought", "naught", "nil", "cero"), "0"),
    **{"one": "1", "uno": "1", "una": "1", "two": "2", "dos": "2", "three": "3", "tres": "3"},
    **{"four": "4", "cuatro": "4", "five": "5", "cinco": "5", "six": "6", "seis": "6"},
    **{"seven": "7", "siete": "7", "eight": "8", "ocho": "8", "nine": "9", "niner": "9"},
    "nueve": "9",
}
_TEENS = [
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TEENS_ES = ["diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete"]
_TEENS_ES += ["dieciocho", "diecinueve", "veinte", "veintiuno", "veintidos", "veintitres"]
_TEENS_ES += ["veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TENS_ES = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_TEN = {
    **{word: str(value * 10) for value, word in enumerate(_TENS, start=2)},
    **{word: str(value * 10) for value, word in enumerate(_TENS_ES, start=3)},
    "fourty": "40",
    "ninty": "90",
}
_VALUES = {
    **_UNITS,
    **{word: str(value) for value, word in enumerate(_TEENS, start=10)},
    **{word: str(value) for value, word in enumerate([*_TEENS_ES, "veintinueve"], start=10)},
    **_TEN,
}
_REPEATS = {"double": 2, "doble": 2, "triple": 3, "treble": 3}
_SIGN = r"(?:dash|hyphen|minus|slash|dot|period|space|guion|raya|punto|espacio)"
_GAP = r"(?:[\s,;/-]|\.(?!\.))"
_BETWEEN = rf"(?:{_GAP}+(?:(?:{_SIGN}|then|and|y|luego)[\s,.;-]+)?)"
_WORD = rf"(?:(?:{'|'.join(_REPEATS)})[\s-]+(?:\d|{'|'.join(_VALUES)})|{'|'.join(_VALUES)})"
# "The last four", "that one": how many, or which. "One hundred" is an amount, not digits.
_COUNTED = "".join(
    rf"(?<!\b{word} )"
    for word in (
        *("first", "last", "middle", "next", "final", "other", "the", "this", "that", "which"),
        *("no", "any", "wrong", "right", "old", "new", "correct", "same"),
    )
)
SPOKEN = re.compile(
    rf"\b(?:{_COUNTED}|(?=\w+{_GAP}+{_WORD}\b)(?<!first )(?<!last )(?<!middle )(?<!next )){_WORD}\b"
    rf"(?:{_BETWEEN}{_WORD}\b)*"
    r"(?!\s+(?:hundred|thousand|million|percent)|[ -](?:digits?|numbers?)\b)",
    re.IGNORECASE,
)
_SPOKEN_WORD = re.compile(r"[a-z]+|\d", re.IGNORECASE)
# "Last 4: 3317", "2nd", "a 6-digit number", "starts with 9, 9…": no digits of the number.
COUNT = re.compile(
    r"(?:(?<=\bfirst )|(?<=\blast )|(?<=\bmiddle )|(?<=\bnext ))\d(?=\s*:|,|\s+(?:\d{2}|[a-z]))"
    r"|\b\d(?=(?:st|nd|rd|th)\b|[ -]?digits?\b)"
    r"|(?:(?<=starts with )|(?<=begins with )|(?<=starts with a ))\d(?=,? (?:\d ){4}|,? \d{3})",
    re.IGNORECASE,
)
_COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
# Words between parts of one number. At least one of those that lead on has to be among them.
_LEADS_ON = (
    rf"(?:{_SIGN}|then|next|followed|ends?|ending|last|middle|rest|finally|after|second|third"
    r"|luego|despues|ultimos?|finish(?:es)?|wait|hold|hang|sorry|oops|nd|rd|th|first|half|u+h+|u+m+|e+r+m*|like|goes)"
)
_ALSO = (
    r"(?:and|the|is|are|it|its|s|a|i|hmm|bit|was|think|hit|enter|area|code|ok|okay|with|in|of|by|on|part|parts|group|digits?"
    r"|numbers?|ones?|one|two|three|four|five|for|my|that|thats|so|y|los|las|el|son|es|no|now|be"
    r"|again|me|see|to|come|comes|cuatro|dos|tres|termina|en|con)"
)
_ASIDE = r"\([^()\d\n]{4,50}\)"
BRIDGE = re.compile(
    rf"(?<=\d)[\s,.;:'-]{{0,6}}(?:(?:{_ASIDE}|\b(?:{_LEADS_ON}|{_ALSO})\b)[\s,.;:'-]{{0,6}})"
    r"{1,9}(?=\d)",
    re.IGNORECASE,
)
_IS_LEADING_ON = re.compile(rf"\b{_LEADS_ON}\b|\(\w|-", re.IGNORECASE)
_RUN_BEFORE = re.compile(r"(?:\d[\s.,/-]{0,3})+$")
_RUN_AFTER = re.compile(r"(?:\d[\s.,/-]{0,3})+")
# More digits than this are a number by themselves.
_PART, _LONGEST = 8, 40


def digits_of(match: re.Match[str]) -> str:
    """ "sixty-seven double oh" is 6700. English has a word "once" of its own."""
    if match[0].lower() in ("once", "una", "o"):
        return match[0] if match[0].lower() != "o" else "0"
    digits, repeat, was_tens = "", 1, False
    for word in _SPOKEN_WORD.findall(match[0].lower()):
        if word in _REPEATS:
            repeat = _REPEATS[word]
        elif word.isdigit() or word in _VALUES:
            value = _VALUES.get(word, word)
            if was_tens and len(value) == 1 and value != "0":
                digits = digits[:-1]
            digits += value * repeat
            repeat, was_tens = 1, word in _TEN
    return digits


def count_in_words(match: re.Match[str]) -> str:
    return _COUNTS[int(match[0])]


def bridged(match: re.Match[str]) -> str:
    """A dash, where what stands before and after are parts of a number and no whole ones."""
    text, (start, end) = match.string, match.span()
    before = _RUN_BEFORE.search(text[max(start - _LONGEST, 0) : start])
    after = _RUN_AFTER.match(text, end, end + _LONGEST)
    for run in (before, after):
        if run is None or sum(sign.isdigit() for sign in run[0]) > _PART:
            return match[0]
    return "-" if _IS_LEADING_ON.search(match[0]) else match[0]
