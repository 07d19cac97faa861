"""Tests of the page for integrators: it lists all that the element has, and nothing else."""

import re

import pytest

from server.widget.files import STATIC
from tests.server.running import Running

ELEMENT = (STATIC / "element.js").read_text(encoding="utf-8")
STYLES = "".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js")))
LIFE = {"constructor", "connectedCallback", "disconnectedCallback"}
_KEBAB = re.compile(r"(?=[A-Z])")
HAS = {
    "attributes": {
        _KEBAB.sub("-", name).lower() for name in re.findall(r"^  set (\w+)\(", ELEMENT, re.M)
    },
    "methods": {f"{name}()" for name in re.findall(r"^  (\w+)\(\) \{", ELEMENT, re.M)}
    - {f"{name}()" for name in LIFE},
    "events": set(re.findall(r"#emit\(\s*\"([\w-]+)\"", ELEMENT)),
    "css": set(re.findall(r"var\((--assistant-[\w-]+)", STYLES)),
}


@pytest.mark.parametrize("kind", sorted(HAS))
async def test_all_that_the_element_has_is_on_the_page_and_nothing_else(
    server: Running, kind: str
) -> None:
    page = (await server.http.get("/widget/integrate")).text
    section = page.split(f'<section aria-labelledby="{kind}">')[1].split("</section>")[0]
    cells = re.findall(r"<tr>\s*<td>(.*?)</td>", section)
    listed = [name for cell in cells for name in re.findall(r"<code>(.*?)</code>", cell)]
    assert sorted(listed) == sorted(HAS[kind])
    assert listed
