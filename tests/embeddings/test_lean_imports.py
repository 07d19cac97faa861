"""What importing the server brings along, and that it can still be had."""

import subprocess
import sys

from server.settings import ROOT

LOOK = """
import sys
import server.__main__
print(*(name for name in ("torch", "transformers", "spacy") if name in sys.modules))
import torch
print(torch.ones(1).item())
"""


def test_a_server_imports_no_torch_until_it_is_asked_for() -> None:
    command = [sys.executable, "-W", "ignore", "-c", LOOK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["spacy", "1.0"]
