"""Owns how one step of a conversation test is read: what is done, and what plain steps expect."""

from tests.runner.cases import (
    Act,
    BotUttered,
    Expectation,
    Restart,
    StaffSays,
    Step,
    UserPicks,
    UserSays,
)
from tests.runner.reading_assertions import read_assertions, read_plain_slots
from tests.runner.yaml_nodes import Node

ACTS = ("user", "x_pick", "x_staff_says", "x_restart")
PLAIN = ("bot", "utter", "slot_was_set", "slot_was_not_set")
_ASSERTIONS = ("assertions", "assertion_order_enabled")


def read_act(act: str, item: Node) -> Step:
    """A step with its assertions. Raises `ReadingError`."""
    beside = {"user": ("metadata", *_ASSERTIONS), "x_restart": ()}.get(act, _ASSERTIONS)
    entries = item.entries((act, *beside))
    asserted = entries.get("assertions")
    order = entries.get("assertion_order_enabled")
    return Step(
        act=_READERS[act](entries[act]),
        place=item.place,
        expectations=tuple(read_assertions(asserted)) if asserted else (),
        in_order=order.flag() if order else False,
    )


def read_plain(item: Node) -> list[Expectation]:
    """A step that says what is expected."""
    entries = item.entries((*ACTS, *PLAIN))
    if len(entries) != 1:
        item.fail('one step is expected after each "-"')
    ((key, value),) = entries.items()
    if key in ("slot_was_set", "slot_was_not_set"):
        return list(read_plain_slots(key, value))
    check = BotUttered(text=value.text()) if key == "bot" else BotUttered(utter_name=value.text())
    return [Expectation(check, item.place, item.written)]


def _says(node: Node) -> Act:
    return UserSays(node.text())


def _picks(node: Node) -> Act:
    return UserPicks(node.text())


def _staff(node: Node) -> Act:
    if not node.is_mapping:
        return StaffSays(node.text())
    entries = node.entries(("text", "where", "ends"))
    if "text" not in entries and "ends" not in entries:
        node.fail("text or ends is expected")
    in_ticket = "where" in entries and entries["where"].one_of(("chat", "ticket")) == "ticket"
    return StaffSays(
        text=entries["text"].text() if "text" in entries else None,
        where="ticket" if in_ticket else "chat",
        ends=entries["ends"].flag() if "ends" in entries else False,
    )


def _restart(node: Node) -> Act:
    entries = node.entries(("process", "waits")) if node.is_mapping else {"process": node}
    if "process" not in entries:
        node.fail('"process" is missing')
    is_rasa = entries["process"].one_of(("rasa", "server")) == "rasa"
    waits = entries["waits"].flag() if "waits" in entries else True
    return Restart("rasa" if is_rasa else "server", waits)


_READERS = {"user": _says, "x_pick": _picks, "x_staff_says": _staff, "x_restart": _restart}
