"""Owns the section as it is read: goals, tables, and what the simulation leaves out."""

import re

from server.settings import ROOT
from tests.benchmarks.capacity import tables
from tests.benchmarks.capacity.check import FITTED_AT
from tests.benchmarks.capacity.findings import Findings
from tests.benchmarks.capacity.scenarios import RASA_TIMEOUT
from tests.benchmarks.results import Ratio, Section

HAPROXY = ROOT / "server" / "launch" / "haproxy.cfg"
SLOWEST_SECONDS = 1.0


def section(found: Findings) -> Section:
    shown = [tables.checks(found), tables.turns(found), tables.plans(found)]
    if found.services is not None:
        shown += [tables.counts(found.services), tables.services(found, found.services)]
    shown.append(tables.scenarios(found.near))
    return Section(
        "capacity",
        "Capacity: what a peak of the filing season needs",
        ABOUT,
        tuple(_ratios(found)),
        tuple(shown),
        tables.plots(found.near),
        (*_notes(found), *LEFT_OUT),
    )


ABOUT = (
    "A simulation (simpy) of the path of every turn: balancer, the event loop of a server, the "
    "event loop of a Rasa process, the action at a server with its one encoding thread, Rasa, the "
    "server again. Loops and threads do one thing at a time and share the cores. CPU a turn comes "
    f"from the section `turns`; how unequal turns are, from p50 and p95 at {FITTED_AT[0]} "
    "conversation (lognormal); what a turn waits for besides, from its throughput there. How much "
    f"of that waiting keeps Rasa's loop is fitted to the throughput at {FITTED_AT[1]}. All other "
    "levels are predicted, not fitted. The plan takes CPU and counts of a turn from one server and "
    "one Rasa process on PostgreSQL (fsync on, pg_stat_statements) and Redis behind HAProxy, rate "
    "limits on, driven in this run by the same load tool with 8 conversations."
)
LEFT_OUT = (
    "Left out: the time on the network between machines; the opening of chats and what the desk "
    "does; each open chat's stream of events (a connection and some memory, a few bytes every "
    "15 s); garbage collection, checkpoints and vacuum; waits for locks in the database.",
    "Left out: HAProxy takes a process from which no reply to its check comes within a second, "
    "twice, for lost. In an overload that makes the others' load larger still: plan so that it is "
    "not reached.",
    "CPU is this machine's. Measure on the machines you will use, then read the plan again.",
)


def _ratios(found: Findings) -> list[Ratio]:
    of = "simulated ÷ measured, a level not fitted (goal our own)"
    ratios = []
    for each in found.checks:
        if not each.is_fitted:
            at = each.measured.conversations
            ratios += [
                Ratio(f"turns/s at {at}, simulated", each.throughput, of, 1.25, 0.8),
                Ratio(f"p95 at {at}, simulated", each.p95, of, 1.5, 0.67),
            ]
    of = f"simulated, as planned ÷ {SLOWEST_SECONDS:g} s (goal our own)"
    ratios += [
        Ratio(
            f"p95 with {peak.people:,} people",
            peak.scenario.outcome.percentile(95) / SLOWEST_SECONDS,
            of,
            at_most=1,
        )
        for peak in found.peaks
    ]
    per_core = 1 / found.turn.cpu
    ratios.append(Ratio("turns/s a core", per_core, "turns ÷ seconds of CPU of all processes"))
    return ratios


def _notes(found: Findings) -> list[str]:
    fitted, think = found.fitted, found.near.simulated.crowd.think
    notes = [
        f"All figures of a plan are for people who send a message every {think:g} s, and of one "
        "installation. There are several where Redis, which has one thread and tells every server "
        "of every turn, would be too busy: each with its own address, PostgreSQL and Redis.",
        f"Fitted at {FITTED_AT[0]} and {FITTED_AT[1]}: unequal by σ = {fitted.sigma:.2f}; a turn "
        f"waits {fitted.wait * 1000:.1f} ms besides CPU, {fitted.blocked_share:.0%} of it in "
        "Rasa's loop.",
        f"With more people than planned for turns wait; after {RASA_TIMEOUT:g} s without Rasa a "
        "server answers alone, marked degraded, while Rasa goes on with what nobody waits for.",
    ]
    if found.services is None:
        notes.append(
            "PostgreSQL, Redis and HAProxy are measured in a full run alone: this plan takes a "
            "turn as on SQLite, and counts no core of theirs that is busy."
        )
    shipped = re.search(r"maxconn (\d+)", HAPROXY.read_text(encoding="utf-8"))
    largest = max(peak.simulated.crowd.people for peak in found.peaks)
    if shipped and int(shipped[1]) < largest:
        notes.append(
            f"Each open chat keeps a connection for its events: `maxconn {shipped[1]}` in "
            "server/launch/haproxy.cfg is for fewer people than most of these plans. Set it above "
            "the number of people, and name every server and Rasa process there."
        )
    return notes
