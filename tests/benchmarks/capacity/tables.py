"""Owns the tables and plots of the section `capacity`."""

from collections.abc import Mapping, Sequence

from tests.benchmarks.capacity.check import FITTED_AT
from tests.benchmarks.capacity.findings import Findings, Near
from tests.benchmarks.capacity.plan import (
    MOST_BUSY,
    PEAK_HOURS,
    a_day,
    connections,
    memory_gib,
)
from tests.benchmarks.capacity.scenarios import Scenario
from tests.benchmarks.capacity.services import Services
from tests.benchmarks.results import Cell, Line, Plot, Table


def checks(found: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            each.measured.conversations,
            "fitted to" if each.is_fitted else "predicted",
            *(each.measured.per_second, each.simulated.per_second, each.throughput),
            *(each.measured.p50_ms, each.simulated.percentile(50) * 1000, each.p50),
            *(each.measured.p95_ms, each.simulated.percentile(95) * 1000, each.p95),
        )
        for each in found.checks
    ]
    figures = [
        f"{name}{part}"
        for name in ("turns/s", "p50 ms", "p95 ms")
        for part in (" measured", " simulated", ", ratio")
    ]
    title = f"One server, one Rasa process, the load tool on {found.cores} cores"
    return Table(title, ("at once", "level", *figures), tuple(rows))


def turns(found: Findings) -> Table:
    """By process, here and in the section `turns`."""
    turn, levels = found.turn, found.fitted.figures.levels
    embedded = levels[FITTED_AT[1]].cpu_ms
    here = {
        "server": turn.server,
        "Rasa": turn.rasa,
        "PostgreSQL": turn.database,
        "Redis": turn.redis,
        "HAProxy": turn.balancer,
    }
    rows: list[tuple[Cell, ...]] = [
        (name, embedded.get(name), seconds * 1000, 1 / seconds if seconds else None)
        for name, seconds in here.items()
    ]
    rows.append(("all", sum(embedded.get(name, 0) for name in here), turn.cpu * 1000, 1 / turn.cpu))
    columns = ("process", "section `turns`, ms", "for the plan, ms", "turns/s a core of it")
    return Table("CPU a turn; Rasa's with what blocks its loop", columns, tuple(rows))


def plans(found: Findings) -> Table:
    rows: list[Mapping[str, Cell]] = []
    for peak in found.peaks:
        plan, outcome = peak.simulated.plan, peak.scenario.outcome
        memory = memory_gib(plan, found.services) if found.services else None
        rows.append(
            {
                "installations": plan.installations,
                "turns/s": plan.turns_per_second,
                "servers": plan.servers,
                "Rasa processes": plan.rasas,
                "cores for PostgreSQL": plan.database_cores,
                "cores in all, HAProxy's and Redis's too": plan.cores,
                "GiB of memory, servers and Rasa": memory,
                "a server busy, simulated, %": outcome.busy["server"] * 100,
                "a Rasa process busy, simulated, %": outcome.busy["Rasa"] * 100,
                "p50, simulated, ms": outcome.percentile(50) * 1000,
                "p95, simulated, ms": outcome.percentile(95) * 1000,
            }
        )
    title = f"An installation, whose processes are busy {MOST_BUSY:.0%} of the time at most"
    return _by_people(title, found, rows)


def counts(services: Services) -> Table:
    names = {
        "statements": "PostgreSQL: statements, BEGIN and COMMIT among them",
        "transactions": "PostgreSQL: commits",
        "rows": "PostgreSQL: rows added",
        "execution_ms": "PostgreSQL: ms of executing statements",
        "wal_bytes": "PostgreSQL: bytes of WAL",
        "stored_bytes": "PostgreSQL: bytes the database grows by",
        "commands": "Redis: commands, those of scripts among them",
        "publish": "Redis: events told to the other servers",
    }
    rows = [(text, services.counts[name]) for name, text in names.items()]
    return Table("A turn, counted", ("what", "a turn"), tuple(rows))


def services(found: Findings, measured: Services) -> Table:
    counts, idle, rows = measured.counts, measured.idle, []
    for peak in found.peaks:
        plan = peak.simulated.plan
        rate, servers = plan.turns_per_second, plan.servers
        rows.append(
            {
                "PostgreSQL: statements/s": rate * counts["statements"]
                + servers * idle["statements"],
                "PostgreSQL: commits/s": rate * counts["transactions"],
                "PostgreSQL: connections at most": connections(plan),
                "PostgreSQL: MiB of WAL a second": rate * counts["wal_bytes"] / 2**20,
                "PostgreSQL: million rows a day": a_day(plan, counts["rows"]) / 1e6,
                "PostgreSQL: GiB a day": a_day(plan, counts["stored_bytes"]) / 2**30,
                "Redis: commands/s": rate * counts["commands"] + servers * idle["commands"],
                "Redis: events told to servers/s": rate * counts["publish"] * (servers - 1),
                "Redis: its core busy, %": plan.redis_busy * 100,
                "HAProxy: cores busy, %": plan.balancer_busy * 100,
                "a server: of its time for events of others, %": plan.hearing * 100,
            }
        )
    title = f"PostgreSQL, Redis and HAProxy of one; a day is {PEAK_HOURS} hours like the peak"
    return _by_people(title, found, rows)


def _by_people(title: str, found: Findings, rows: Sequence[Mapping[str, Cell]]) -> Table:
    """A column for each crowd."""
    columns = ("what", *(f"{peak.people:,} people" for peak in found.peaks))
    return Table(title, columns, tuple((name, *(row[name] for row in rows)) for name in rows[0]))


def scenarios(near: Near) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            *(each.name, each.servers, each.rasas, each.outcome.per_second),
            *(each.outcome.busy["server"] * 100, each.outcome.busy["Rasa"] * 100),
            *(each.outcome.percentile(50) * 1000, each.outcome.percentile(95) * 1000),
            *(each.outcome.degraded * 100, each.outcome.under_way[-1][1]),
        )
        for each in (*near.sizes, *near.losses, *near.overloads)
    ]
    columns = (
        *("what", "servers", "Rasa processes", "turns/s", "servers busy, %", "Rasa busy, %"),
        *("p50 ms", "p95 ms", "answered without Rasa, %", "turns under way at the end"),
    )
    return Table(f"{near.title}, simulated", columns, tuple(rows))


def plots(near: Near) -> tuple[Plot, ...]:
    def by_size(name: str, value: str) -> Line:
        return Line(
            name, tuple((each.servers + each.rasas, _figure(each, value)) for each in near.sizes)
        )

    growing = tuple(Line(each.name, each.outcome.under_way) for each in near.overloads)
    processes = "servers and Rasa processes"
    return (
        Plot(
            f"{near.title}: time of a turn",
            *(processes, "ms"),
            (by_size("p50", "p50"), by_size("p95", "p95")),
            log_y=True,
        ),
        Plot(
            f"{near.title}: how busy",
            *(processes, "% of a core each"),
            (by_size("a server", "server"), by_size("a Rasa process", "Rasa")),
        ),
        Plot("More people than planned for", "seconds", "turns under way", growing, log_y=True),
    )


def _figure(scenario: Scenario, value: str) -> float:
    outcome = scenario.outcome
    if value in outcome.busy:
        return outcome.busy[value] * 100
    return outcome.percentile(float(value[1:])) * 1000
