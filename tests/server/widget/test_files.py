"""Tests of the files of the widget as they are served: sizes, caches, packing."""

import re
from pathlib import PurePosixPath

import pytest

from server.widget.files import LOADER, main
from tests.server.running import Running

KILO = 1_000
MOST_AT_FIRST, MOST_IN_ALL = 5 * KILO, 30 * KILO
# A static import, import() of a text, or the address that import() is given.
_LOADED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)["'](\./[^"']+)["']""")


async def packed(server: Running, name: str) -> tuple[int, str]:
    """Its bytes on the wire, and its text."""
    request = server.http.build_request("GET", f"/widget/{name}")
    request.headers["Accept-Encoding"] = "gzip"
    response = await server.http.send(request, stream=True)
    assert response.status_code == 200
    assert response.headers["content-encoding"] == "gzip"
    size = int(response.headers["content-length"])
    return size, (await response.aread()).decode()


async def loaded(server: Running) -> dict[str, int]:
    """The size of each file that a page loads for the chat, from the one its tag names."""
    sizes: dict[str, int] = {}
    waiting = [LOADER]
    while waiting:
        name = waiting.pop()
        if name not in sizes:
            sizes[name], text = await packed(server, name)
            waiting += [str(PurePosixPath(found)) for found in _LOADED.findall(text)]
    return sizes


async def test_the_chat_is_small(server: Running) -> None:
    sizes = await loaded(server)
    assert any(name.startswith("chat.js?v=") for name in sizes)
    assert sizes[LOADER] <= MOST_AT_FIRST, sizes
    assert sum(sizes.values()) <= MOST_IN_ALL, sizes


async def test_the_printed_sizes_are_those_on_the_wire(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    main()
    total = re.search(r"total.*?([\d,]+)\D*$", capsys.readouterr().out, re.M)
    assert total is not None
    assert int(total[1].replace(",", "")) == sum((await loaded(server)).values())


async def test_the_first_script_is_asked_for_again_and_the_versioned_one_never(
    server: Running,
) -> None:
    first = await server.http.get(f"/widget/{LOADER}")
    chat = re.search(r"chat\.js\?v=\w+", first.text)
    assert chat is not None
    second = await server.http.get(f"/widget/{chat[0]}")
    assert "max-age=300" in first.headers["cache-control"]
    assert "immutable" in second.headers["cache-control"]
    for path in ("chat.js", "chat.js?v=another"):
        other = await server.http.get(f"/widget/{path}")
        assert "immutable" not in other.headers["cache-control"]
        assert other.text == second.text


@pytest.mark.parametrize("name", [LOADER, "chat.js", "demo.css"])
async def test_what_has_not_changed_is_not_sent_again(server: Running, name: str) -> None:
    first = await server.http.get(f"/widget/{name}")
    again = await server.http.get(
        f"/widget/{name}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_a_cache_keeps_apart_what_is_for_a_site_on_the_list(server: Running) -> None:
    response = await server.http.get(f"/widget/{LOADER}")
    assert "Origin" in response.headers["vary"]


async def test_only_files_are_packed(server: Running) -> None:
    response = await server.http.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers
