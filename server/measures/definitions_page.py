"""Owns the page of definitions, README.md beside this file: `python -m server measures readme`."""

from pathlib import Path

from server.measures import quality, suppression
from server.measures.definitions import GROUPS, PERIOD_RULE, TOPIC_RULE
from server.survey.drivers import DRIVERS
from server.survey.export import COLUMNS

README = Path(__file__).parent / "README.md"
_BEGIN = """# Measures

What the measures page (`/desk/measures`), the table of a month and `python -m server measures`
count, and how. This file is made of the definitions in `definitions.py`; after a change there run
`python -m server measures readme`, or a test fails.
"""
_COMMANDS = """## Commands

| command | prints |
|---|---|
| `python -m server measures month YYYY-MM` | the table of a month as CSV, small counts suppressed |
| `python -m server measures check` | values that cannot be, with ids; ends with 1 if any |
| `python -m server survey export [--month YYYY-MM]` | the survey answers as CSV |

The same tables are at `/desk/measures/<YYYY-MM>.csv` and
`/desk/measures/survey.csv?month=<YYYY-MM>`, for staff who are signed in. Publish a month a week
after its end: until then people may still come back.
"""
_SURVEY = """## Survey

The customer-experience survey of OMB Circular A-11, section 280, in our own words: whether the
experience increased trust (a thumb), what it came from, free text (masked). It is offered when
somebody ends a chat in which something was sent, and on the page of a closed ticket, at the rate
`ASSISTANT_SURVEY_RATE`. Whether it is offered depends on the chat or ticket alone, so the offer
never comes and goes. The first answer counts.

`question_1` is 1 for a thumb up and 0 for a thumb down. Drivers are asked of on the side of the
thumb: a column is 1 where the driver was chosen, 0 where it was offered and not chosen, and blank
where it was not offered, as is the whole other side. `employee` is offered only where a person of
staff took part. `external_id` is random: it leads to no chat and no ticket. `question_4` is the
free text, without identifiers.

| column | |
|---|---|
"""


def definitions_page() -> str:
    return "\n".join(
        [_BEGIN, _rules(), *_groups(), _COMMANDS, _suppressed(), _checked(), _survey()]
    )


def _rules() -> str:
    return f"{PERIOD_RULE}\n\n{TOPIC_RULE}\n"


def _groups() -> list[str]:
    tables = []
    for title, group in GROUPS.items():
        rows = [f"| {each.label} | `{each.key}` | {each.definition} |" for each in group]
        head = ["| measure | key | definition |", "|---|---|---|"]
        tables.append("\n".join([f"## {title}", "", *head, *rows, ""]))
    return tables


def _suppressed() -> str:
    _, _, rules = (suppression.__doc__ or "").partition("\n\n")
    return f"## What is suppressed in a table of a month\n\n{rules.strip()}\n"


def _checked() -> str:
    labels = "\n".join(f"- {label}" for label in quality.labels())
    return f"## What is checked\n\n{labels}\n"


def _survey() -> str:
    said = {
        "external_id": "a random id",
        "question_1": "trust: 1 up, 0 down",
        "question_4": "free text",
    }
    for driver in DRIVERS:
        said[f"positive_{driver}"] = f"{driver}, after a thumb up"
        said[f"negative_{driver}"] = f"{driver}, after a thumb down"
    return _SURVEY + "\n".join(f"| `{column}` | {said[column]} |" for column in COLUMNS) + "\n"
