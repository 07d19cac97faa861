"""Tests of reading YAML: whatever is wrong with it is one kind of error."""

import pytest
import yaml

from embeddings.yaml_text import read_yaml


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 2026-13-45", id="thirteenth-month"),
        pytest.param("a: 2026-01-01T99:99:99Z", id="hour-99"),
        pytest.param("a: !!int ''", id="number-without-digits"),
        pytest.param("a: !!bool perhaps", id="neither-true-nor-false"),
        pytest.param("a: !!timestamp soon", id="no-time"),
        pytest.param(f"a: {'9' * 5000}", id="5000-digits"),
        pytest.param("[" * 3000, id="3000-lists"),
        pytest.param("a: [", id="no-end"),
        pytest.param("a: !!python/object:os.system x", id="code"),
    ],
)
def test_what_cannot_be_read_is_one_kind_of_error(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)


def test_plain_values_are_read() -> None:
    assert read_yaml("a: [1, b]") == {"a": [1, "b"]}
