"""Tests of the wait before a restart."""

from server.launch.backoff import BackOff


def test_the_wait_doubles_up_to_half_a_minute() -> None:
    backoff = BackOff()
    waits = [backoff.delay_after_end(1000) for _ in range(7)]
    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_a_short_run_does_not_reset_it() -> None:
    backoff = BackOff()
    assert backoff.delay_after_end(1000) == 1
    backoff.up(1010)
    assert backoff.delay_after_end(1020) == 2


def test_a_steady_run_resets_it() -> None:
    backoff = BackOff()
    for now in (1000, 1001, 1002):
        backoff.delay_after_end(now)
    backoff.up(1010)
    assert backoff.delay_after_end(1071) == 1
