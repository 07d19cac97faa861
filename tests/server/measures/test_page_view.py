"""Tests of what the measures page shows."""

from server.measures.figures import Figures
from server.measures.page_view import page_view, survey_view
from server.survey.summary import SurveySummary
from tests.server.measures.history import OCTOBER, at

NOBODY = SurveySummary(0, 0, {}, {}, 0, 0)


def test_topics_come_by_how_often_they_were_asked_about() -> None:
    figures = Figures(OCTOBER)
    for topic, number in (("filing", 3), ("refunds", 1200), ("", 2), ("gone", 1)):
        figures.add("asked", topic, number)
    view = page_view(figures, NOBODY, [], {"filing": "Filing", "refunds": "Refunds"})
    assert [label for label, _ in view.topics] == ["Refunds", "Filing", "No topic", "gone"]
    assert view.topics[0][1][:2] == ["1,200", "0%"]


def test_tickets_to_do_stand_together_in_the_chart() -> None:
    figures = Figures(OCTOBER)
    for status in ("new", "open", "reopened", "waiting", "closed"):
        figures.tickets_by_day[at(3).date(), status] += 2
    chart = page_view(figures, NOBODY, [], {}).charts[1]
    assert {key: total for key, (_, total) in chart.series.items()} == {
        "closed": 2,
        "answered": 0,
        "waiting": 2,
        "to_do": 6,
    }


def test_a_survey_that_many_answered_is_told() -> None:
    summary = SurveySummary(30, 10, {"ease": 25, "other": 3}, {"efficiency": 10}, 200, 40)
    view = survey_view(summary)
    assert (view.answers, view.thumbs_up, view.thumbs_down) == ("40", "30", "10")
    assert (view.trust, view.response) == ("75%", "20%")
    assert ("Ease", "25", "<10") in view.drivers
    assert ("Efficiency", "<10", "10") in view.drivers


def test_few_thumbs_down_cannot_be_worked_out() -> None:
    view = survey_view(SurveySummary(30, 4, {}, {}, 200, 34))
    assert (view.answers, view.thumbs_up, view.thumbs_down) == ("34", "withheld", "<10")
    assert view.trust == "–"


def test_a_survey_that_few_answered_is_not_told() -> None:
    view = survey_view(SurveySummary(5, 4, {"ease": 5}, {}, 9, 9))
    assert (view.answers, view.thumbs_up, view.thumbs_down) == ("<10", "<10", "<10")
    assert (view.trust, view.response) == ("–", "–")
    assert {good for _, good, _ in view.drivers} == {"<10"}
