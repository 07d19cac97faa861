"""Owns `python -m tests.security`: pip-audit of both environments, against the judgements."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tests.security.advisories import served_advisories
from tests.security.auditing import LIVE, AuditFailed, audit, faults, is_live
from tests.security.judgements import PINNED, pinned_versions, read_judgements


def main(
    advisories: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Ask this folder of advisories, not the service: vulns/ of a clone of the Python "
            "Packaging Advisory Database.",
        ),
    ] = None,
    table: Annotated[bool, typer.Option(help="Print the judgements as a table.")] = False,
) -> None:
    """Fails on a finding that nobody judged, and on a judgement about another version."""
    judgements, pinned = read_judgements(), pinned_versions()
    if table:
        print(judgements.table())
        return
    live = advisories is None and is_live()
    if advisories is None and not live:
        print(
            f"pip-audit was NOT run: {LIVE} cannot be reached from here. Checked: the judgements "
            f"of {judgements.looked_at} against the pins. tests/security/README.md says how to "
            "audit without a network."
        )
        findings = []
    else:
        names = frozenset(name for name, _ in pinned)
        source = served_advisories(advisories, names) if advisories else nullcontext(LIVE)
        try:
            with source as url:
                findings = [
                    found for name, path in PINNED.items() for found in audit(name, path, url)
                ]
        except AuditFailed as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        print(f"pip-audit of {len(pinned)} pins, asked {advisories or LIVE}: {len(findings)} found")
    if judgements.look_again_by < date.today():
        print(f"the judgements were to be looked at again by {judgements.look_again_by}")
    found_faults = faults(findings, judgements, pinned)
    for fault in found_faults:
        print(fault)
    if found_faults:
        print("Judge them in tests/security/judgements.yml, or change the pin.")
        raise typer.Exit(1)
    judged = sum(len(judged.ids) for judged in judgements.judgements)
    print(f"{judged} judged, {sum(one.reachable for one in judgements.judgements)} reachable")


if __name__ == "__main__":
    typer.run(main)
