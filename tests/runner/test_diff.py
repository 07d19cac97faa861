"""Tests of what is told of a case that did not pass."""

from pathlib import Path

from tests.runner.diff import diff
from tests.runner.reading import read_file
from tests.runner.results import CaseResult
from tests.runner.running import Runner
from tests.runner.scripted import ScriptedAssistant, seen

CASE = """\
test_cases:
- test_case: it is answered
  steps:
  - user: how long
    assertions:
    - x_status: choices
    - bot_uttered:
        utter_name: utter_greet
    - flow_started: x
  - user: thanks
    assertions: [x_status: answered]
  - bot: Welcome.
  - x_staff_says: {text: Hello, ends: true}
    assertions: [x_status: answered]
  - x_restart: {process: rasa, waits: false}
"""
TOLD = """\
cases.yml:2 it is answered (upper) #2: error
  user: how long
    expected  x_status: choices   (line 6)
    actual    status answered
    expected  bot_uttered:   (line 7)
                utter_name: utter_greet
    actual    said: utter_answer "Six more months." [Yes | No], utter_anything_else "Anything else?"
    expected  flow_started: x   (line 9)
    actual    flow_started cannot be judged here
    what happened:
      understood: "how long" as ask_tax_question (0.97)
      action: action_answer_question
      slot: misses = 0
      slot: last_question = "how long"
      assistant: utter_answer "Six more months." [Yes | No]
      assistant: utter_anything_else "Anything else?"
      form: ticket_form
      action: action_listen
  user: thanks
  x_staff_says: Hello (in the chat, and ends it)
    could not be run: staff cannot act here: start the assistant without --url
  1 further step not run
  not judged, for the case has assertions: lines 12"""


def result_of(folder: Path) -> CaseResult:
    file = folder / "cases.yml"
    file.write_text(CASE, encoding="utf-8")
    runner = Runner(ScriptedAssistant({"how long": seen(), "thanks": seen()}))
    return runner.run(read_file(file)[0], attempt=2, variation="upper")


def test_all_that_is_told(tmp_path: Path) -> None:
    assert diff(result_of(tmp_path)).replace(f"{tmp_path}/", "") == TOLD
