"""Owns the checks of redirects: replies that show, examples that are nobody else's."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from embeddings.corpus import Corpus
from embeddings.faults import Fault
from embeddings.redirects import Redirect
from embeddings.templates import TemplateFault, YearChoice
from embeddings.validation_lines import EntryFile
from embeddings.validation_questions import folded, near_copy

LONGEST_REPLY = 60


def redirect_faults(
    corpus: Corpus,
    files: Mapping[str, EntryFile],
    today: dt.date,
    evaluation: Sequence[str],
) -> Iterator[Fault]:
    """All findings in the redirects."""
    asked = {
        folded(text): entry_id
        for entry_id, file in files.items()
        for text in (file.entry.question, *file.entry.paraphrases)
    }
    seen: dict[str, str] = {}
    for redirect in corpus.redirects.values():
        yield from reply_faults(redirect, today)
        for example in redirect.examples:
            other = asked.get(folded(example)) or seen.setdefault(folded(example), redirect.id)
            if other != redirect.id:
                yield _fault(redirect, example, "repeated", f'"{example}" is in {other} too')
            copied = near_copy(example, evaluation)
            if copied is not None:
                message = f'"{example}" copies the evaluation question "{copied}"'
                yield _fault(redirect, example, "evaluation", message)


def reply_faults(redirect: Redirect, today: dt.date) -> Iterator[Fault]:
    """A reply that cannot be shown, or is long."""
    try:
        reply = redirect.reply.render(YearChoice(None, today))
    except TemplateFault as error:
        yield Fault(redirect.path, 1, "template", f"the reply {error}")
        return
    words = len(reply.split())
    if words > LONGEST_REPLY:
        message = f"the reply has {words} words, at most {LONGEST_REPLY} are allowed"
        yield Fault(redirect.path, 1, "length", message, mend="cut it")


def _fault(redirect: Redirect, example: str, check: str, message: str) -> Fault:
    lines = redirect.path.read_text(encoding="utf-8").splitlines()
    line = next((at for at, text in enumerate(lines, 1) if example in text), 1)
    return Fault(redirect.path, line, check, message, mend="word it in another way, or take it out")
