"""Owns the check that the deployed numbers still say what they said when they were fitted."""

from collections.abc import Sequence

from embeddings.evaluation import Report, wrong_share
from embeddings.evaluation_points import Points, asked_alone, points_of
from embeddings.settings import Bin, RetrievalSettings

# How much worse than at the fit is still the same, given as many questions as there are.
MORE_CALIBRATION_ERROR = 0.03
MORE_WRONG = 0.015
# A bin of the curve moved when its share right is further off than this and twice its deviation.
MOVED = 0.10
FEWEST_IN_BIN = 25
_WIDTH = 40


def drift(report: Report, settings: RetrievalSettings) -> list[str]:
    """What no longer holds, a sentence each; none when all is as it was fitted."""
    fitted, targets = settings.fitted, settings.targets
    if not fitted.fitted_for.questions or not fitted.reliability:
        return ["fitted.yml was not made by a fit: run `python -m embeddings fit`"]
    points = points_of(report)
    faults = _moved(points, fitted.reliability)
    limit = fitted.calibration_error + MORE_CALIBRATION_ERROR
    if points.error > limit:
        faults.append(
            f"the calibration error is {points.error:.3f}: {fitted.calibration_error:.3f} at the "
            f"fit, at most {limit:.3f} is let pass"
        )
    # The thresholds were chosen on questions asked alone.
    given = [item for item in report.given if asked_alone(item.question)]
    high = [item for item in given if item.high_risk]
    for name, items, target in (
        ("answers", given, targets.wrong_among_answers),
        ("high-risk answers", high, targets.wrong_among_high_risk_answers),
    ):
        # One question more or less is chance where there are few.
        allowed = target + MORE_WRONG + 1 / max(1, len(items))
        if wrong_share(items) > allowed:
            faults.append(
                f"{wrong_share(items):.1%} of {len(items)} {name} are wrong: the target is "
                f"{target:.1%}, at most {allowed:.1%} is let pass"
            )
    return faults


def drift_message(report: Report, settings: RetrievalSettings, faults: Sequence[str]) -> str:
    """The faults, and under them the reliability as a picture in text."""
    picture = reliability_text(points_of(report).bins, settings.fitted.reliability)
    return "\n".join([*faults, "", picture, "# right now, o right at the fit, | confidence"])


def reliability_text(bins: Sequence[Bin], stated: Sequence[Bin] = ()) -> str:
    """A line a bin; `stated` are the bins to compare with."""
    known = {round(each.low, 1): each.right for each in stated}
    lines = ["confidence  questions  right  0" + " " * (_WIDTH - 1) + "1"]
    for each in bins:
        bar = ["#" if at < round(each.right * _WIDTH) else "." for at in range(_WIDTH + 1)]
        if round(each.low, 1) in known:
            bar[round(known[round(each.low, 1)] * _WIDTH)] = "o"
        bar[round(each.confidence * _WIDTH)] = "|"
        lines.append(f"  from {each.low:.1f}  {each.count:9d}  {each.right:5.2f}  {''.join(bar)}")
    return "\n".join(lines)


def _moved(points: Points, stated: Sequence[Bin]) -> list[str]:
    """The curve is compared as distance of confidence and share right: the bins' own
    confidences differ a little from run to run.
    """
    known = {round(each.low, 1): each for each in stated}
    faults = []
    for now in points.bins:
        then = known.get(round(now.low, 1))
        if then is None or min(now.count, then.count) < FEWEST_IN_BIN:
            continue
        off = (now.right - now.confidence) - (then.right - then.confidence)
        deviation = (0.25 / now.count) ** 0.5
        if abs(off) > max(MOVED, 2 * deviation):
            faults.append(
                f"from confidence {now.low:.1f}, {now.right:.0%} of {now.count} are right; at the "
                f"fit {then.right:.0%} were"
            )
    return faults
