"""Owns how hard a text is to read: sentences, syllables, reading grade, acronyms."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`#>]")
_ITEM = re.compile(r"^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)
_ABBREVIATED = {"U.S.": "US", "a.m.": "am", "p.m.": "pm", "e.g.": "eg", "i.e.": "ie", "no. ": "no "}
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?![a-z])|\n\s*\n")
_WORD = re.compile(r"[A-Za-z0-9$][\w$%,.'’/-]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Letters not said: "sav(e)", "rul(e)s" but "taxes"; "pay-ment", "separat(e)ly", "hous(e)hold".
_SILENT = re.compile(
    r"(?<![aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouylcgsxzh])es$|(?<=[aeiouyh]l)es$"
    r"|(?<=[aeiouy]th)es$|(?<![aeioutd])ed$|(?<=[^aeiouy])e(?=(?:ment|ly|less|ful|ness|work)s?$)"
    r"|(?<=^hous)e(?=[hkw])|(?<=^som)e(?=[oatw])|(?<=^(?:lif|tim|hom))e(?=[^ dsr])|(?<=^ever)(?=y)"
)
# Two vowels said one by one: "cre-ate", "sci-ence", "du-al", "do-ing", "employ-er", "ear-li-er".
_APART = re.compile(
    r"i[aou](?!n$)|[aeo]ing|e[oi](?=n[a-z]|u)|ua(?!r)|yi|uit[ey]|uition|ie[nt]|ie[rs]t?$"
    r"|cre(?=at)|[aeo]y(?=[aeo])|uar[yi]|rea$|cqui"
)
_TOGETHER = re.compile(
    r"[ct]ious|[cst]ia[ln]|[cgst]io[nu]|[ct]ien[ct]|ieu|quie?|people|qua|gua(?!r)|friend|lien"
    r"|marriage|senior|ies$|iend"
)
_IRREGULAR = {"business": 2, "businesses": 3, "area": 3, "areas": 3, "acquired": 3, "disabled": 3}
_ACRONYM = re.compile(r"(?<![\w\"“-])[A-Z]{2,}s?(?![\w-])")
# "Form 1040-SR", "Schedule SE", "notice LT11", "code W": names on paper, not words to explain.
_NAMED = re.compile(
    r"\b(?:Forms?|Schedules?|[Nn]otices?|[Ll]etters?|[Cc]odes?|[Bb]ox(?:es)?|[Ll]ines?)"
    r"(?:,? (?:and |or )?[A-Z0-9][\w()-]*)+"
)
_ROMAN = frozenset({"II", "III", "IV", "VI", "VII"})


@dataclass(frozen=True)
class Reading:
    """How a text reads. `grade` is the Flesch-Kincaid school grade."""

    grade: float
    words_a_sentence: float


def plain_words(markdown: str) -> str:
    """The text without Markdown; a list item is a sentence of its own."""
    text = _MARKS.sub("", _LINK.sub(r"\1", _ITEM.sub("\n\n", markdown)))
    for written, said in _ABBREVIATED.items():
        text = text.replace(written, said)
    return text


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; those without a word are none."""
    parts = (part.strip() for part in _SENTENCE_END.split(text))
    return [part for part in parts if _WORD.search(part)]


def syllables(word: str) -> int:
    """The syllables of an English word as spoken; a number or an acronym counts as one."""
    letters = re.sub(r"[^a-z]", "", word.lower().replace("’s", "").replace("'s", ""))
    if not letters or not word.replace("'", "").replace("’", "").isalpha():
        return max(1, len(re.findall(r"[A-Za-z]{3,}", word)))
    if word.isupper():
        return 1
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    bare = _SILENT.sub("", letters)
    apart = len(_APART.findall(_TOGETHER.sub("", bare)))
    return max(1, len(_VOWELS.findall(bare)) + apart)


def reading(markdown: str) -> Reading:
    """Flesch-Kincaid grade and mean sentence length of an answer."""
    found = sentences(plain_words(markdown))
    words = [word for sentence in found for word in _WORD.findall(sentence)]
    if not words:
        return Reading(0.0, 0.0)
    length = len(words) / len(found)
    spoken = sum(syllables(word) for word in words) / len(words)
    return Reading(0.39 * length + 11.8 * spoken - 15.59, length)


def unexplained_acronyms(markdown: str, common: Collection[str]) -> list[str]:
    """Acronyms in the order they appear that neither everybody knows nor the text explains."""
    text = _MARKS.sub("", _LINK.sub(r"\1", markdown)).replace("U.S.", "US")
    found = (match[0].removesuffix("s") for match in _ACRONYM.finditer(_NAMED.sub("", text)))
    return [
        acronym
        for acronym in dict.fromkeys(found)
        if acronym not in common and acronym not in _ROMAN and not _explained(acronym, text)
    ]


def _explained(acronym: str, text: str) -> bool:
    """Whether "words (MAGI)", "MAGI (words)", "TP for words" or an item "- AA: words" explains."""
    name = rf"{re.escape(acronym)}s?"
    before = rf"\w[\w ’'-]* \({name}[);,]"
    after = rf"\b{name}(?: \(\w{{3,}}| for [a-z])"
    item = rf"^[-+] (?:[A-Z]+, )*{name}(?:, [A-Z]+)*: [a-zA-Z]"
    return re.search(f"{before}|{after}|{item}", text, re.MULTILINE) is not None
