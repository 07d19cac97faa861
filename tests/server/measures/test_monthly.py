"""Tests of the table of a month."""

import csv
import io

from server.measures.definitions import MEASURES
from server.measures.figures import Figures
from server.measures.monthly import COLUMNS, monthly_csv
from tests.server.measures.history import OCTOBER

TOPICS = {"filing": "Filing", "refunds": "Refunds", "home": "=Home"}


def read(figures: Figures) -> dict[tuple[str, str], str]:
    """The values by measure and topic."""
    rows = list(csv.DictReader(io.StringIO(monthly_csv(figures, TOPICS))))
    assert {tuple(row) for row in rows} == {COLUMNS}
    assert {row["month"] for row in rows} == {"2026-10"}
    return {(row["measure"], row["topic"]): row["value"] for row in rows}


def figures(**counts: dict[str, int]) -> Figures:
    made = Figures(OCTOBER)
    for key, topics in counts.items():
        for topic, number in topics.items():
            made.add(key, topic, number)
    return made


def test_each_measure_has_a_row_for_each_topic() -> None:
    values = read(figures())
    places = {"all", *TOPICS, "none"}
    published = {key for key, each in MEASURES.items() if each.kind != "state"}
    rows = {(key, place) for key in published for place in places}
    # By definition nothing of a topic is out of scope.
    assert set(values) == rows - {("out_of_scope", topic) for topic in TOPICS}
    assert set(values.values()) == {"<10", "withheld"}


def test_small_counts_and_what_would_give_them_away_are_gone() -> None:
    values = read(figures(tickets_opened={"filing": 9, "refunds": 25, "home": 40, "": 90}))
    row = [values["tickets_opened", place] for place in ("filing", "refunds", "home", "none")]
    assert row == ["<10", "withheld", "40", "90"]
    assert values["tickets_opened", "all"] == "164"


def test_a_share_of_a_hidden_count_is_gone_too() -> None:
    values = read(
        figures(
            helpful={"filing": 30, "refunds": 9, "home": 50, "": 20},
            unhelpful={"filing": 10, "refunds": 30, "home": 50, "": 20},
        )
    )
    assert values["helpful", "none"] == "withheld"
    shares = [
        values["helpful_share", place] for place in ("all", "filing", "refunds", "home", "none")
    ]
    assert shares == ["49.8", "75.0", "withheld", "50.0", "withheld"]


def test_a_time_of_few_tickets_is_gone_too() -> None:
    made = figures(tickets_answered={"filing": 10, "refunds": 3, "home": 11, "": 30})
    for place, hours in (("filing", 1), ("refunds", 2), ("home", 3), ("", 4)):
        for _ in range(made.count("tickets_answered", place)):
            made.add_time("first_reply", place, hours * 3600)
    values = read(made)
    places = ("all", "filing", "refunds", "home", "none")
    medians = [values["first_reply_median", place] for place in places]
    assert medians == ["4.0", "1.0", "withheld", "withheld", "4.0"]


def test_a_topic_that_is_gone_counts_under_none() -> None:
    values = read(figures(takeovers={"home": 20, "refunds": 20, "filing": 20, "gone": 30, "": 5}))
    assert (values["takeovers", "none"], values["takeovers", "all"]) == ("35", "95")


def test_no_cell_is_a_formula() -> None:
    assert "'=Home" in monthly_csv(figures(), TOPICS)
