"""Owns the decision: from what was found to an answer, choices, a redirect, or abstaining."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from embeddings.confidence import Candidate, Ranked
from embeddings.corpus import Corpus, Entry
from embeddings.redirects import Redirect, RedirectOutcome
from embeddings.settings import RetrievalSettings
from embeddings.templates import YearChoice

Outcome = Literal["answered", "choices", "unanswered"] | RedirectOutcome
# In this order: somebody in danger is never asked to choose between tax questions.
_REDIRECTS: tuple[RedirectOutcome, ...] = (
    "urgent", "person", "account", "small_talk", "out_of_scope",
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What to do with a question.

    `confidence` is the probability that the best entry answers it. `entries` holds the entry
    of an answer (two where two questions were asked at once), or those to choose from.
    `tax_year` is None when none was asked for. `years` are the tax years to choose from, where
    that is the choice; `notice` says why the entry found is paused; `offer_person` that a ticket
    is offered with the answer. `reply` is the redirect's, where one fits. `left_open` is the part
    of the text that was not answered; `resolved` the question a follow-up was read as.
    `year_lasts`: the tax year holds for later questions; one without figures does not.
    `generation` is the digest of the content it was made from.
    """

    outcome: Outcome
    confidence: float
    entries: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    tax_year: int | None
    years: tuple[int, ...] = ()
    notice: str | None = None
    offer_person: bool = False
    reply: str | None = None
    redirect: str | None = None
    left_open: str | None = None
    resolved: str | None = None
    year_lasts: bool = True
    generation: str = ""


def decide(
    ranked: Ranked,
    corpus: Corpus,
    years: YearChoice,
    settings: RetrievalSettings,
    *,
    is_follow_up: bool = False,
) -> Decision:
    """Applies the decision rule. An entry that does not hold for the year asked is not given."""
    decided = Decision("unanswered", ranked.confidence, (), ranked.candidates, years.asked)
    masses = _masses(ranked, corpus.redirects)
    if masses["urgent"] >= settings.limits.redirect:
        return _redirected("urgent", ranked, corpus, years, decided)
    if ranked.candidates:
        best = corpus.entries[ranked.candidates[0].entry_id]
        if ranked.confidence >= _needed(best, settings, is_follow_up) and _fits(best, years):
            return give(best, years, decided)
    for outcome in _REDIRECTS:
        if masses[outcome] >= _limit(outcome, masses, settings):
            redirected = _redirected(outcome, ranked, corpus, years, decided)
            # Staff see an account; meanwhile an entry may tell where the person can look.
            entries = _offered(ranked, corpus, years, settings) if outcome == "account" else ()
            return replace(redirected, entries=entries)
    offered = _offered(ranked, corpus, years, settings)
    if offered and ranked.confidence >= settings.limits.choices:
        return replace(decided, outcome="choices", entries=offered)
    if ranked.confidence < settings.limits.choices and masses["out_of_scope"] > _entries(ranked):
        return _redirected("out_of_scope", ranked, corpus, years, decided)
    return decided


def _limit(
    outcome: RedirectOutcome, masses: Mapping[RedirectOutcome, float], settings: RetrievalSettings
) -> float:
    """The probability an outcome needs. With an account's reply entries are offered as well, so
    that less is enough where no other redirect is likelier.
    """
    if outcome == "account" and masses[outcome] == max(masses.values()):
        return settings.limits.account
    return settings.limits.redirect


def _needed(best: Entry, settings: RetrievalSettings, is_follow_up: bool) -> float:
    if is_follow_up:
        return settings.limits.follow_up_answer
    rule = settings.decision
    return rule.answer_high_risk if best.risk == "high" else rule.answer


def pick(entry: Entry | None, years: YearChoice) -> Decision:
    """What a person gets who picked an entry: nothing is searched. None: it is gone since."""
    decided = Decision("unanswered", 0.0, (), (), years.asked)
    return decided if entry is None or not _fits(entry, years) else give(entry, years, decided)


def give(entry: Entry, years: YearChoice, decided: Decision) -> Decision:
    """The entry's answer; the notice where it is paused; its tax years where one is to be named."""
    if entry.paused is not None:
        return replace(decided, notice=entry.paused)
    to_ask = entry.years_to_ask(years.filing, years.current) if years.asked is None else ()
    if to_ask:
        return replace(decided, outcome="choices", entries=(entry.id,), years=to_ask)
    return replace(
        decided, outcome="answered", entries=(entry.id,), offer_person=entry.offer_person
    )


def urgency(ranked: Ranked, corpus: Corpus) -> float:
    """The probability that somebody is in danger, or being robbed."""
    return _masses(ranked, corpus.redirects)["urgent"]


def _masses(ranked: Ranked, redirects: Mapping[str, Redirect]) -> dict[RedirectOutcome, float]:
    """The probability of each outcome: of all its redirects together."""
    masses = dict.fromkeys(_REDIRECTS, 0.0)
    for target, share in ranked.redirects.items():
        masses[redirects[target].outcome] += share
    return masses


def _redirected(
    outcome: RedirectOutcome,
    ranked: Ranked,
    corpus: Corpus,
    years: YearChoice,
    decided: Decision,
) -> Decision:
    """With the reply of the outcome's most probable redirect."""
    of_outcome = {
        target: share
        for target, share in ranked.redirects.items()
        if corpus.redirects[target].outcome == outcome
    }
    target = max(of_outcome, key=of_outcome.__getitem__)
    reply = corpus.redirects[target].reply.render(years)
    return replace(decided, outcome=outcome, reply=reply, redirect=target)


def _offered(
    ranked: Ranked, corpus: Corpus, years: YearChoice, settings: RetrievalSettings
) -> tuple[str, ...]:
    found = [
        candidate.entry_id
        for candidate in ranked.candidates
        if candidate.probability >= settings.limits.choice_share * _entries(ranked)
        and _fits(corpus.entries[candidate.entry_id], years)
    ]
    return tuple(found[: settings.limits.most_choices])


def _entries(ranked: Ranked) -> float:
    """The probability of the candidates together."""
    return sum(candidate.probability for candidate in ranked.candidates)


def _fits(entry: Entry, years: YearChoice) -> bool:
    return years.asked is None or entry.holds_for(years.asked)
