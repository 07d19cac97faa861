"""Owns the report on the whole assistant: which tables are made of the marks."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from embeddings.evaluation import kind_of, share
from embeddings.evaluation_document import Document, Section, Table, counted, percent
from embeddings.evaluation_timing import percentile
from tests.evaluation.asking import Reply
from tests.evaluation.scoring import MARKS, RULES, Marked

# What was given is right, if not always all of it.
_RIGHT = ("right", "partly")


def document_of(marks: Sequence[Marked], left_out: Counter[str], worst: int) -> Document:
    said = [f"{len(marks)} questions, each in a conversation of its own, through the public API."]
    if left_out:
        kinds = ", ".join(f"{count} {kind}" for kind, count in left_out.items())
        said.append(f"Left out, for no rule is known for them: {kinds}.")
    sections = [
        Section("In short", said, [_sums(marks)]),
        Section("By kind", tables=[_by_kind(marks), _statuses(marks)]),
        Section("By topic", tables=[_by_topic(marks)]),
        Section("Time", tables=[_times(marks)]),
        Section("What went wrong", tables=[_worst(marks, worst)]),
    ]
    numbers = numbers_of(marks)
    return Document("Evaluation of the assistant", sections, numbers, [_row(m) for m in marks])


def numbers_of(marks: Sequence[Marked]) -> dict[str, Any]:
    """Shares between 0 and 1; times in milliseconds."""
    given = [item for item in marks if item.reply.answers]
    answerable = [item for item in marks if item.question.kind == "answerable"]
    not_ours = [item for item in marks if _is_not_ours(item)]
    seconds = [item.reply.seconds for item in marks]
    kinds = dict.fromkeys(kind_of(item.question) for item in marks)
    return {
        "questions": len(marks),
        "precision_of_answers": share(item.mark in _RIGHT for item in given),
        "answers": len(given),
        "handoff_rate": share(item.reply.is_handoff for item in answerable),
        "false_answer_rate": share(item.mark == "wrong" for item in not_ours),
        "degraded": sum(item.reply.degraded for item in marks),
        "milliseconds": {"p50": percentile(seconds, 50), "p95": percentile(seconds, 95)},
        "marks": {kind: dict(_counts(_of_kind(marks, kind))) for kind in kinds},
    }


def _is_not_ours(item: Marked) -> bool:
    """Out of scope, or about an account: an answer is wrong, unless it tells where to look."""
    kind = item.question.kind
    if RULES[kind] == "no answer":
        return True
    return kind in ("account", "account_specific")


def _sums(marks: Sequence[Marked]) -> Table:
    numbers = numbers_of(marks)
    rows = [
        ["right among the answers given", percent(numbers["precision_of_answers"])],
        ["answers given", str(numbers["answers"])],
        ["answerable questions handed off", percent(numbers["handoff_rate"])],
        [
            "out of scope or about an account, wrongly answered",
            percent(numbers["false_answer_rate"]),
        ],
        ["turns served without Rasa", str(numbers["degraded"])],
    ]
    return Table("All files", ("measure", "value"), rows)


def _by_kind(marks: Sequence[Marked]) -> Table:
    rows = []
    for kind in dict.fromkeys(kind_of(item.question) for item in marks):
        items = _of_kind(marks, kind)
        rows.append([kind, RULES[items[0].question.kind], *_cells(items)])
    note = (
        "Of questions with an answer, a handoff is missed and any other reply is wrong; choices "
        "with the right one among them stand in the last column, and count as missed. Of the "
        "rest, an answer that should not be is wrong."
    )
    columns = ("kind", "right is", "asked", *MARKS.values(), "right or among the choices")
    return Table("Marks by kind", columns, rows, note, texts=2)


def _by_topic(marks: Sequence[Marked]) -> Table:
    answers = [item for item in marks if RULES[item.question.kind] == "answer"]
    topics = sorted({_topic(item) for item in answers})
    rows = [
        [topic, *_cells([item for item in answers if _topic(item) == topic])] for topic in topics
    ]
    columns = ("topic", "asked", *MARKS.values(), "right or among the choices")
    return Table("Questions with an answer", columns, rows)


def _cells(items: Sequence[Marked]) -> list[str]:
    counts, total = _counts(items), len(items)
    helped = sum(item.mark in _RIGHT or item.in_choices for item in items)
    return [
        str(total),
        *(counted(counts[mark], total) for mark in MARKS),
        counted(helped, total),
    ]


def _statuses(marks: Sequence[Marked]) -> Table:
    names = list(dict.fromkeys(item.reply.status for item in marks))
    rows = []
    for kind in dict.fromkeys(kind_of(item.question) for item in marks):
        items = _of_kind(marks, kind)
        counts = Counter(item.reply.status for item in items)
        rows.append([kind, *(counted(counts[name], len(items)) for name in names)])
    return Table("Status of the last turn by kind", ("kind", *names), rows)


def _times(marks: Sequence[Marked]) -> Table:
    def row(name: str, kept: Callable[[Reply], bool]) -> list[str]:
        seconds = [item.reply.seconds for item in marks if kept(item.reply)]
        p50, p95 = (f"{percentile(seconds, at):.0f}" for at in (50, 95))
        return [name, str(len(seconds)), p50, p95]

    rows = [
        row("all", lambda _: True),
        row("with an answer", lambda reply: bool(reply.answers)),
        row("without Rasa", lambda reply: reply.degraded),
    ]
    note = "From the request to the whole turn, one after the other, on this machine."
    return Table("Milliseconds a turn", ("turns", "count", "p50", "p95"), rows, note)


def _worst(marks: Sequence[Marked], count: int) -> Table:
    bad = [item for item in marks if item.mark not in _RIGHT and not item.in_choices]
    bad.sort(key=lambda item: (item.mark != "wrong", -(item.reply.confidence or 0.0)))
    rows = [
        [
            f"{item.question.id}: {' / '.join([*item.question.context, item.question.text])}",
            kind_of(item.question),
            item.mark,
            item.reply.status,
            ", ".join(item.reply.entry_ids) or item.reply.final_text[:120],
            "–" if item.reply.confidence is None else f"{item.reply.confidence:.2f}",
        ]
        for item in bad[:count]
    ]
    columns = ("question", "kind", "mark", "status", "reply", "confidence")
    return Table("Wrong first, the most confident on top", columns, rows, texts=5)


def _row(item: Marked) -> dict[str, Any]:
    return {
        "id": item.question.id,
        "text": item.question.text,
        "kind": kind_of(item.question),
        "topic": item.question.topic,
        "mark": item.mark,
        "in_choices": item.in_choices,
        "status": item.reply.status,
        "entries": list(item.reply.entry_ids),
        "confidence": item.reply.confidence,
        "text_given": item.reply.final_text,
        "milliseconds": round(item.reply.seconds * 1000, 1),
    }


def _of_kind(marks: Sequence[Marked], kind: str) -> list[Marked]:
    return [item for item in marks if kind_of(item.question) == kind]


def _counts(items: Sequence[Marked]) -> Counter[str]:
    return Counter(item.mark for item in items)


def _topic(item: Marked) -> str:
    return item.question.topic.partition("/")[0]
