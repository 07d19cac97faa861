"""Tests of the reading: what files may hold, and what is said of those that hold something else."""

from pathlib import Path

import pytest

from tests.runner.cases import (
    ANY,
    BotUttered,
    Case,
    ExpectedButton,
    Place,
    Restart,
    SlotSet,
    StaffSays,
    Unsupported,
    UserPicks,
    UserSays,
)
from tests.runner.reading import read_file, read_files
from tests.runner.yaml_nodes import ReadingError

WHOLE = """\
fixtures:
  - offered:
      - person_offered: true
      - misses: 1
  - named: {name: Maria}
metadata:
  - spanish: [{language: es}, {device: phone}]
stub_custom_actions:
  action_ticket_status:
    events: [{event: slot, name: x, value: 1}]
    responses: [{text: All is well.}]
  other::action_ticket_status:
    responses: [{text: For the other one.}]
test_cases:
  # The first.
  - test_case: the one
    fixtures: [offered, named]
    metadata: spanish
    steps:
      - user: yes
        assertion_order_enabled: true
        assertions:
          - slot_was_set: [{name: misses, value: 0}, {name: on, value: 2026-11-23}]
          - bot_uttered:   # more
              text_matches: "a|b"
              buttons: [{title: On}]
      - slot_was_not_set: [name]
      - x_pick: Send it
      - x_staff_says: {text: Hello, where: ticket, ends: true}
      - x_staff_says: Hello
      - x_restart: {process: rasa, waits: false}
      - x_restart: server
  - test_case: other
    steps:
      - user: 007
      - bot: |
          Two
          lines
      - utter: utter_greet
      - slot_was_set: [name, misses: "1"]
"""


def read(folder: Path, text: str) -> list[Case]:
    file = folder / "case.yml"
    file.write_text(text, encoding="utf-8")
    return read_file(file)


def test_a_whole_file(tmp_path: Path) -> None:
    one, _ = read(tmp_path, WHOLE)
    assert (one.name, one.place) == ("the one", Place(tmp_path / "case.yml", 16))
    assert one.slots == {"person_offered": True, "misses": 1, "name": "Maria"}
    assert one.metadata == {"language": "es", "device": "phone"}
    assert [step.act for step in one.steps] == [
        UserSays("yes"),
        UserPicks("Send it"),
        StaffSays("Hello", "ticket", ends=True),
        StaffSays("Hello"),
        Restart("rasa", waits=False),
        Restart("server"),
    ]
    assert [step.in_order for step in one.steps] == [True, *[False] * 5]
    assert [(each.check, each.place.line, each.written) for each in one.steps[0].expectations] == [
        (Unsupported("metadata device"), 18, "metadata: spanish"),
        (SlotSet("misses", 0), 23, "slot_was_set: {name: misses, value: 0}"),
        (SlotSet("on", "2026-11-23"), 23, "slot_was_set: {name: on, value: 2026-11-23}"),
        (
            BotUttered(pattern="a|b", buttons=(ExpectedButton("On"),)),
            24,
            'bot_uttered:   # more\n  text_matches: "a|b"\n  buttons: [{title: On}]',
        ),
    ]
    assert [each.check for each in one.not_judged] == [SlotSet("name", ANY, wanted=False)]
    assert one.stubs["action_ticket_status"].events == ({"event": "slot", "name": "x", "value": 1},)


def test_plain_steps_and_stubs_of_one_case(tmp_path: Path) -> None:
    _, other = read(tmp_path, WHOLE)
    (step,) = other.steps
    assert step.act == UserSays("007")
    assert [each.check for each in step.expectations] == [
        BotUttered(text="Two\nlines\n"),
        BotUttered(utter_name="utter_greet"),
        SlotSet("name"),
        SlotSet("misses", "1"),
    ]
    assert not other.not_judged
    assert other.stubs["action_ticket_status"].responses == ({"text": "For the other one."},)
    assert not other.stubs["action_ticket_status"].events


# A file, or the steps of one case, and what is said of it: the line and the text.
USER = "- user: Hi\n"
ASSERTED = "- user: Hi\n  assertions:\n  - "
FAULTY_FILES = {
    "empty": ("", 1, "the file is empty"),
    "no YAML": ("test_cases: [", 1, "is no YAML: "),
    "a key twice": ("test_cases: []\ntest_cases: []", 2, '"test_cases" is here twice'),
    "an unknown key": (
        "tests: []",
        1,
        '"tests" is not known here; known: test_cases, fixtures, metadata, stub_custom_actions',
    ),
    "no cases": ("fixtures: []", 1, '"test_cases" is missing'),
    "a list": ("- user: Hi", 1, "keys with values of test_cases, fixtures"),
    "no name": ("test_cases:\n- steps: []", 2, '"test_case" is missing'),
    "no steps": ("test_cases:\n- test_case: it", 2, '"steps" is missing'),
    "a name twice": (
        "test_cases:\n" + 2 * "- test_case: it\n  steps:\n  - user: Hi\n  - bot: Hello\n",
        6,
        'a case "it" stands in line 2 already',
    ),
    "a name with colons": ("test_cases:\n- test_case: a::b\n  steps: []", 2, '"::" cannot be in'),
    "an unknown fixture": (
        "fixtures: [a: {b: 1}]\ntest_cases:\n- test_case: it\n  fixtures: [c]\n  steps: [user: Hi]",
        4,
        '"c" is not known here; known: a',
    ),
    "no fixtures": (
        "test_cases:\n- test_case: it\n  fixtures: [c]\n  steps:\n  - user: Hi",
        3,
        '"c" is named, and none are written at the top of the file',
    ),
    "a fixture twice": (
        "fixtures: [a: {b: 1}, a: {c: 1}]\ntest_cases: []",
        1,
        '"a" is here twice',
    ),
    "a stub of no case": (
        "stub_custom_actions:\n  no::action_x: {}\ntest_cases: []",
        2,
        'there is no case "no" in this file',
    ),
    "a stub of other things": (
        "stub_custom_actions:\n  action_x: {slots: []}\ntest_cases: []",
        2,
        '"slots" is not known here; known: events, responses',
    ),
    "stubbed events as text": (
        "stub_custom_actions:\n  action_x: {events: [a]}\ntest_cases: []",
        2,
        "events are lists of keys with values",
    ),
}
FAULTY_STEPS = {
    "no steps": ("[]", 3, "the case has no steps"),
    "steps as text": ("Hi", 3, "a list is expected here"),
    "nothing expected": (USER, 2, "the case expects nothing, so it could never fail"),
    "expected before said": ("- bot: Hello", 4, "the first step must be one of user, x_pick"),
    "an unknown step": (USER + "- bott: Hello", 5, '"bott" is not known here; known: user, x_pick'),
    "two in one step": (
        USER + "- bot: Hello\n  utter: x",
        5,
        'one step is expected after each "-"',
    ),
    "an unknown key": ("- user: Hi\n  asertions: []", 5, '"asertions" is not known here; known: '),
    "no assertions": ("- user: Hi\n  assertions: []", 5, "the list of assertions is empty"),
    "two assertions in one": (
        ASSERTED + "x_status: answered\n    x_degraded: true",
        6,
        'one assertion is expected after each "-"',
    ),
    "an unknown assertion": (
        ASSERTED + "x_state: answered",
        6,
        '"x_state" is not known here; known: action_executed, bot_uttered',
    ),
    "no text": ("- user:", 4, "a text is expected here"),
    "a slot without a name": (ASSERTED + "slot_was_set: {value: 1}", 6, '"name" is missing'),
    "an unknown part": (
        ASSERTED + "bot_uttered: {text: Hi}",
        6,
        '"text" is not known here; known: utter_name, text_matches, buttons',
    ),
    "no part": (ASSERTED + "bot_uttered: {}", 6, "one of utter_name, text_matches, buttons"),
    "a faulty expression": (
        ASSERTED + 'bot_uttered: {text_matches: "("}',
        6,
        "is no regular expression: ",
    ),
    "a button of nothing": (ASSERTED + "bot_uttered: {buttons: [{}]}", 6, "title or payload is"),
    "an unknown status": (ASSERTED + "x_status: good", 6, '"good" is not known here; known: answe'),
    "an unknown entry": (
        ASSERTED + "x_entry: {not: how-to-file/nothing}",
        6,
        'there is no entry "how-to-file/nothing" in knowledge/',
    ),
    "no limits": (ASSERTED + "x_confidence: {}", 6, "min or max is expected"),
    "a limit as text": (ASSERTED + "x_confidence: {min: high}", 6, "a number is expected here"),
    "no choices": (ASSERTED + "x_choices: []", 6, "texts are expected"),
    "a flag as text": (ASSERTED + "x_degraded: yes", 6, "true or false is expected here"),
    "a ticket of nothing": (ASSERTED + "x_ticket: {}", 6, "true, false or one of question, name"),
    "nothing to look for": (ASSERTED + "x_nothing_sensitive_stored: []", 6, "texts are expected"),
    "only dashes to look for": (
        ASSERTED + 'x_nothing_sensitive_stored: ["--"]',
        6,
        "letters or digits are expected",
    ),
    "staff silent": ("- x_staff_says: {where: chat}", 4, "text or ends is expected"),
    "staff elsewhere": (
        "- x_staff_says: {text: Hi, where: phone}",
        4,
        '"phone" is not known here; known: chat, ticket',
    ),
    "another process": (
        "- x_restart: redis",
        4,
        '"redis" is not known here; known: rasa, server',
    ),
    "a restart with assertions": (
        "- x_restart: rasa\n  assertions: []",
        5,
        '"assertions" is not known here; known: x_restart',
    ),
}


@pytest.mark.parametrize(("text", "line", "said"), FAULTY_FILES.values(), ids=FAULTY_FILES)
def test_a_faulty_file(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'case.yml'}:{line}: {said}")


@pytest.mark.parametrize(("steps", "line", "said"), FAULTY_STEPS.values(), ids=FAULTY_STEPS)
def test_a_faulty_step(tmp_path: Path, steps: str, line: int, said: str) -> None:
    begins = " " if steps in ("[]", "Hi") else "\n"
    indented = steps.replace("\n", "\n  ")
    text = f"test_cases:\n- test_case: it\n  steps:{begins}  {indented}\n"
    test_a_faulty_file(tmp_path, text, line, said)


def test_an_empty_message_and_the_mark_of_windows(tmp_path: Path) -> None:
    text = '\ufefftest_cases:\r\n- test_case: it\r\n  steps: [{user: ""}, {bot: Hi}]\r\n'
    (case,) = read(tmp_path, text)
    assert case.steps[0].act == UserSays("")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"no\.yml:1: cannot be read"):
        read_files([tmp_path / "no.yml"])


def test_a_folder_is_read_whole_and_must_hold_files(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"the folder holds no \.yml file"):
        read_files([tmp_path])
    for name in ("b", "a"):
        text = f"test_cases:\n- test_case: {name}\n  steps: [user: Hi, bot: Hello]\n"
        (tmp_path / f"{name}.yml").write_text(text)
    assert [case.name for case in read_files([tmp_path])] == ["a", "b"]
