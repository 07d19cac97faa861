"""Tests of the fixes against the Rasa that is installed."""

from typing import Any

import pytest

from tests.bot.rasa_process import run_in_rasa

# Of the code in Rasa 3.6.21 that files in bot/ replace. Another hash: read the
# new code, decide whether the fix is still needed and still right, then change the hash.
STOCK_HASHES = {
    "result": "92c725034cf9d06a0bacc907e9a07deb21b7be90687a0dbd5002dd17aa5031b5",
    "call": "f0da4ba7e1eefdafff275b07f0f334c3dd3848703bb8113af2539fa6d759e71d",
    "events": "e45e2e8fd25c45ff8b073e300414923ebf3bb96ae6bdf68bcbb5a2cf2ecdfb63",
    "session": "0a3542dc4168147de814bd3409c82d1b7e5025b32f9ff2aacdbd5cba458d9811",
    "graph": "32444fba0972af42cbfa82b39573a955bd99039bfc294d4621ee74091a413636",
    "features": "6d1106f801cb833dcedae127f7ae548839a869e8085c8b6d0aa7190d173053de",
    "classifier": "b889a50a1a991125b9bf6410dbf150227f9f138a07bafd56419914cc09a4c90d",
    "empty": "57d3798f10aea2dafc67498af66bba17a330dc88811453eac8b9d0d203ee380a",
    "tracker": "a8b8867d103f4dbf6d2945c8b13351d0756fc1f7a7305260f70993e700c69ab2",
    "query": "80f6bb3a132f2ea26bf9b40edf21edbbc7afea3815c44eaff7bcd7aedd61fb64",
    "counts": "8d4a05e957e926b1b78cd0affcbee4ab89ec2d098cbc37d751128ab175acf667",
    "words": "61f18bc1b54a1e93f8a52e57b8c70cde08c1176745b11314789eb2be13f354c7",
    "rules": "16e29c9a497da3348d565caf5ddc3e18210fcf3e265a9878d858c13bfbdc786e",
    "copy": "b044076970465b819fa90f4ac36c5223909dad9417e9f9e96f5bf081b9373e4b",
    "parse": "929e793a9ca9a554da0f8b5b95aafb4f6ec9a00ed36fe2fc7c65783a9456cb8f",
    "cors": "4eb39526bd4aa4a9e4009c3e2ccab3e37d7ffcef24841fc765bf909f2b4eba72",
}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return run_in_rasa("launching")


def test_rasa_is_the_version_the_fixes_were_written_for(found: dict[str, Any]) -> None:
    assert found["version"] == "3.6.21"
    assert found["replaced"]


@pytest.mark.parametrize("version", ["3.6.20", "3.6.22", "3.7.0"])
def test_another_version_of_rasa_does_not_start(found: dict[str, Any], version: str) -> None:
    assert f"fixes Rasa 3.6.21, found {version}" in found["refusals"][version]
    assert found["untouched_after_refusal"]


@pytest.mark.parametrize("name", STOCK_HASHES)
def test_the_code_that_is_replaced_has_not_changed(found: dict[str, Any], name: str) -> None:
    assert found["hashes"][name] == STOCK_HASHES[name]


def test_rasa_itself_checks_its_schema_at_every_call(found: dict[str, Any]) -> None:
    assert found["stock"]["schema_checks"] == 5, "the fix is not needed any more"


def test_the_fix_checks_the_schema_once(found: dict[str, Any]) -> None:
    assert found["fixed"]["schema_checks"] == 1


def test_the_fix_accepts_and_rejects_what_rasa_does(found: dict[str, Any]) -> None:
    assert found["fixed"]["verdicts"] == found["stock"]["verdicts"]


def test_the_fix_knows_an_empty_domain(found: dict[str, Any]) -> None:
    assert found["fixed"]["emptiness"] == found["stock"]["emptiness"]
    assert found["stock"]["emptiness"] == {"ours": False, "empty": True, "intents alone": False}


def test_the_fix_finds_the_classes_of_events_that_rasa_does(found: dict[str, Any]) -> None:
    assert found["fixed"]["class_names"] == found["stock"]["class_names"]
    assert len(found["fixed"]["class_names"]) > 20


def test_an_action_is_sent_what_it_reads_and_no_more(found: dict[str, Any]) -> None:
    stock, fixed = found["stock"]["call"], found["fixed"]["call"]
    assert len(stock["tracker"]["events"]) == 12, "the fix is not needed any more"
    run = {"event": "action", "name": "action_listen", "timestamp": 1.0}
    assert fixed["tracker"].pop("events") == [run] * 3 + stock["tracker"].pop("events")[-2:]
    assert fixed["tracker"] == stock["tracker"]
    assert {name: fixed[name] for name in ("next_action", "sender_id", "version")} == {
        name: stock[name] for name in ("next_action", "sender_id", "version")
    }
    assert fixed["domain"] == {"forms": stock["domain"]["forms"]}


def test_the_copies_of_a_tracker_are_those_of_rasa(found: dict[str, Any]) -> None:
    stock, fixed = found["stock"]["copies"], found["fixed"]["copies"]
    assert set(fixed) == {"copy", "as it began", "of the form", "untouched"}
    for name in fixed:
        assert fixed[name] == stock[name], name
    assert fixed["untouched"]


def test_features_of_words_are_left_out_only_where_nobody_reads_them(found: dict[str, Any]) -> None:
    assert found["left_out"] == {
        "LogisticRegressionClassifier of messages": ["words", "counts"],
        "DIETClassifier of messages": [],
        "LogisticRegressionClassifier of training_data": [],
    }


def test_words_are_asked_for_where_a_rule_may_hold_without_an_intent(found: dict[str, Any]) -> None:
    assert found["asking_for_words"] == {
        "an intent": False,
        "words": True,
        "whatever is said": True,
        "after an action": False,
    }


def test_calls_share_their_connections(found: dict[str, Any]) -> None:
    assert found["stock"]["sessions"] == 3, "the fix is not needed any more"
    assert found["fixed"]["sessions"] == 1


@pytest.mark.parametrize(
    ("result", "accepted"),
    [
        ("no events, no responses", True),
        ("an event and a response", True),
        ("events missing", True),  # the schema asks for neither
        ("events are text", False),
        ("an event has no type", False),
        ("a slot without a name", False),
        ("a response is text", False),
        ("a list", False),
    ],
)
def test_verdict(found: dict[str, Any], result: str, accepted: bool) -> None:
    assert found["fixed"]["verdicts"][result] is accepted
