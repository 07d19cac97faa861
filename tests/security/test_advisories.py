"""Tests of reading advisories: which versions one is about."""

from typing import Any

import pytest

from tests.security.advisories import is_about

ABOUT = {"package": {"name": "Some_Package", "ecosystem": "PyPI"}}


def advisory(*events: dict[str, str], versions: tuple[str, ...] = ()) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    return {"id": "X-1", "affected": [{**ABOUT, "ranges": ranges, "versions": list(versions)}]}


UP_TO_2 = ({"introduced": "0"}, {"fixed": "2.0"})
TWICE = ({"introduced": "1.0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"last_affected": "2.3"})


@pytest.mark.parametrize(
    ("given", "version", "expected"),
    [
        pytest.param(advisory(*UP_TO_2), "1.10", True, id="before the fix"),
        pytest.param(advisory(*UP_TO_2), "2.0", False, id="the fix"),
        pytest.param(advisory(*UP_TO_2), "10.0", False, id="compared as numbers"),
        pytest.param(advisory({"introduced": "1.1"}), "1.0", False, id="before it came in"),
        pytest.param(advisory({"introduced": "1.1"}), "9.9", True, id="never fixed"),
        pytest.param(advisory(*TWICE), "1.7", False, id="between two ranges"),
        pytest.param(advisory(*TWICE), "2.3", True, id="the last one"),
        pytest.param(advisory(*TWICE), "2.3.1", False, id="after the last one"),
        pytest.param(advisory(versions=("3.1",)), "3.1", True, id="listed"),
    ],
)
def test_an_advisory_is_about_the_versions_it_names(
    given: dict[str, Any], version: str, expected: bool
) -> None:
    assert is_about(given, "some-package", version) is expected


def test_another_package_is_not_meant() -> None:
    assert not is_about(advisory(*UP_TO_2), "other", "1.0")
