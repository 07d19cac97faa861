"""Owns what the measures page shows: figures in words, charts, topics, survey, faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.measures.charts import Chart, stacked
from server.measures.definitions import GROUPS, MEASURES, Measure
from server.measures.figures import NO_TOPIC, Figures
from server.measures.quality import Finding, of_figures
from server.measures.suppression import Sum, hidden_cells, shown
from server.measures.wording import NOTHING, percent, told
from server.survey.drivers import DRIVERS
from server.survey.summary import SurveySummary

OUTCOME_SERIES = {
    key: MEASURES[key].label for key in ("answered", "choices", "unanswered", "out_of_scope")
}
TICKET_SERIES = {
    "closed": "Closed",
    "answered": "Answered",
    "waiting": "Waiting for the citizen",
    "to_do": "To do: new, open or reopened",
}
TOPIC_COLUMNS = (
    "asked",
    "answered_share",
    "unanswered",
    "helpful_share",
    "abandoned",
    "came_back",
    "handed_over",
    "tickets_opened",
)


@dataclass(frozen=True)
class Figure:
    measure: Measure
    value: str


@dataclass(frozen=True)
class SurveyView:
    """Counts under 10 are "<10", and "withheld" what would give them away."""

    answers: str
    thumbs_up: str
    thumbs_down: str
    trust: str
    response: str
    drivers: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class PageView:
    groups: Mapping[str, Sequence[Figure]]
    charts: Sequence[Chart]
    topic_labels: Sequence[str]
    topics: Sequence[tuple[str, Sequence[str]]]
    survey: SurveyView
    findings: Sequence[Finding]
    is_empty: bool


def page_view(
    figures: Figures,
    survey: SurveySummary,
    findings: Sequence[Finding],
    labels: Mapping[str, str],
) -> PageView:
    """`labels` are those of the topics, in display order."""
    return PageView(
        {
            title: [Figure(each, told(figures, each.key)) for each in group]
            for title, group in GROUPS.items()
        },
        _charts(figures),
        [MEASURES[key].label for key in TOPIC_COLUMNS],
        _topics(figures, labels),
        survey_view(survey),
        [*findings, *of_figures(figures)],
        figures.is_empty,
    )


def _charts(figures: Figures) -> list[Chart]:
    tickets = figures.tickets_by_day.copy()
    for (day, status), number in figures.tickets_by_day.items():
        if status not in TICKET_SERIES:
            tickets[day, "to_do"] += number
            del tickets[day, status]
    period = figures.period
    return [
        stacked(
            "questions",
            "Questions by outcome",
            OUTCOME_SERIES,
            figures.questions_by_day,
            period,
        ),
        stacked("tickets", "Tickets opened, by status now", TICKET_SERIES, tickets, period),
    ]


def _topics(figures: Figures, labels: Mapping[str, str]) -> list[tuple[str, Sequence[str]]]:
    """The topics anything was counted under, the most asked about first."""
    found = sorted(figures.topics, key=lambda topic: (-figures.count("asked", topic), topic))
    return [
        (
            "No topic" if topic == NO_TOPIC else labels.get(topic, topic),
            [told(figures, key, topic) for key in TOPIC_COLUMNS],
        )
        for topic in found
    ]


def survey_view(summary: SurveySummary) -> SurveyView:
    counts = {"all": summary.answers, "up": summary.thumbs_up, "down": summary.thumbs_down}
    hidden = hidden_cells(counts, [Sum("all", ("up", "down"))])
    thumbs = shown(counts, hidden)
    sides = [
        shown(side, hidden_cells(side, []))
        for side in (
            {driver: chosen.get(driver, 0) for driver in DRIVERS}
            for chosen in (summary.positive, summary.negative)
        )
    ]
    few = summary.returned < 10 or "all" in hidden
    return SurveyView(
        answers=_number(thumbs["all"]),
        thumbs_up=_number(thumbs["up"]),
        thumbs_down=_number(thumbs["down"]),
        trust=NOTHING if hidden else percent(summary.thumbs_up / summary.answers),
        response=NOTHING if few else percent(summary.returned / summary.asked),
        drivers=[
            (driver.capitalize(), _number(sides[0][driver]), _number(sides[1][driver]))
            for driver in DRIVERS
        ],
    )


def _number(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"
