"""Tests of every state of the widget: axe in three looks, targets, help, zoom, text spacing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.accessibility.measuring import LOOKS, Measured, measured
from tests.browser.accessibility.scene import Record, Scene, scene_server
from tests.browser.accessibility.states import STATES

pytestmark = pytest.mark.browser
LEAST = 24  # pixels, WCAG 2.5.8
# A closed chat is its launcher: the person is one step away once it is open.
HELP = ("closed", "Talk to a person", "Hablar con una persona", "You are chatting with Ana")


@pytest.fixture(scope="module")
def states(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Measured]]:
    """Each state as it was measured, on one way through all of them."""
    with scene_server(tmp_path_factory.mktemp("states")) as server:
        context = browser.new_context(
            viewport={"width": 1100, "height": 800}, reduced_motion="reduce"
        )
        scene = Scene(server, context)
        found = {}
        for name, reach in STATES.items():
            reach(scene)
            found[name] = measured(scene.page)
        yield found
        context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(states: dict[str, Measured], look: str, record_property: Record) -> None:
    checks = {name: state.axe[look] for name, state in states.items()}
    rows = [[name, look, len(each.faults), each.passes] for name, each in checks.items()]
    record_property("axe", rows)
    assert {name: each.faults for name, each in checks.items() if each.faults} == {}
    assert all(each.passes > 9 for each in checks.values())


def test_every_target_is_large_enough(states: dict[str, Measured], record_property: Record) -> None:
    targets = [each for state in states.values() for each in state.targets if not each.is_in_line]
    assert len(targets) > 200
    smallest = min(targets, key=lambda each: min(each.width, each.height))
    record_property(
        "smallest target", f"{smallest.name}: {smallest.width:.0f} × {smallest.height:.0f} px"
    )
    assert [each for each in targets if min(each.width, each.height) < LEAST] == []


def test_every_name_holds_the_words_on_the_control(states: dict[str, Measured]) -> None:
    targets = [each for state in states.values() for each in state.targets]
    assert [each for each in targets if each.words not in each.name] == []


def test_a_person_is_one_step_away(states: dict[str, Measured]) -> None:
    without = {name: state.help for name, state in states.items() if state.help not in HELP}
    assert without == {}


def test_nothing_is_cut_off_at_400_percent(states: dict[str, Measured]) -> None:
    cut = {name: state.cut_off_zoomed for name, state in states.items() if state.cut_off_zoomed}
    assert cut == {}


def test_nothing_is_cut_off_with_text_set_apart(states: dict[str, Measured]) -> None:
    cut = {name: state.cut_off_spaced for name, state in states.items() if state.cut_off_spaced}
    assert cut == {}
