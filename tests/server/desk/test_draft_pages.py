"""Tests of what editors do with drafts."""

from tests.server.running import Running


async def begun(server: Running) -> str:
    agent = await server.staff("agent", "ana")
    return await server.parts.drafts.begin("Can <b>I</b> wait?", "Yes.", "T-2222-2222", agent.staff)


async def test_drafts_are_for_editors(server: Running) -> None:
    name = await begun(server)
    assert (await server.http.get(f"/editors/drafts/{name}")).status_code == 303
    agent = await server.staff("agent", "bea")
    assert (await agent.get(f"/editors/drafts/{name}")).status_code == 403
    assert (await agent.submit(f"/editors/drafts/{name}/delete")).status_code == 403


async def test_an_unknown_draft_is_not_found(server: Running) -> None:
    editor = await server.staff("editor")
    for name in ("gone.md", "secret.key", "..%2fsecret.key"):
        assert (await editor.get(f"/editors/drafts/{name}")).status_code == 404
        assert (await editor.submit(f"/editors/drafts/{name}/delete")).status_code == 404


async def test_a_draft_is_listed_downloaded_and_deleted(server: Running) -> None:
    name = await begun(server)
    editor = await server.staff("editor", "eddie")
    listed = (await editor.get("/editors")).text
    assert "Can &lt;b&gt;I&lt;/b&gt; wait?" in listed
    assert f'href="/editors/drafts/{name}"' in listed
    response = await editor.get(f"/editors/drafts/{name}")
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.headers["content-type"].startswith("text/markdown")
    assert "\nYes.\n" in response.text
    without_proof = await editor.http.post(f"/editors/drafts/{name}/delete")
    assert without_proof.status_code == 403
    response = await editor.submit(f"/editors/drafts/{name}/delete")
    assert response.headers["location"] == "/editors#drafts"
    assert name not in (await editor.get("/editors")).text
