"""A plan whose Rasa and server are stubs; run as a module, it supervises them."""

import json
import sys
import tarfile
from pathlib import Path

from server.launch.child import Program
from server.launch.plan import Plan, free_port
from server.launch.supervisor import Supervisor

# Answers 200 to everything, and has a child of its own, as Rasa's workers would be.
SERVES = """
import http.server, pathlib, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *arguments):
        pass
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[2]).write_text(str(worker.pid))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
DIES = "import sys; sys.exit('no model here')"


def stub_plan(var: Path, *, rasa: str = SERVES, server: str = SERVES) -> Plan:
    port = free_port()
    index = var / "index"
    index.mkdir(parents=True)
    (index / "manifest.json").write_text(json.dumps({"passages": 2}))
    (index / "passages.jsonl").write_text("{}\n{}\n")
    (index / "vectors.faiss").write_bytes(b"")
    model = var / "assistant.tar.gz"
    with tarfile.open(model, "w:gz"):
        pass
    return Plan(
        server=_program("server", server, port, var),
        rasa=_program("Rasa", rasa, free_port(), var),
        host="127.0.0.1",
        port=port,
        var=var,
        index=index,
        model=model,
        rasa_python=Path(sys.executable),
        folder=var,
    )


def _program(name: str, code: str, port: int, var: Path) -> Program:
    command = (sys.executable, "-c", code, str(port), str(var / f"{name}.worker"))
    log, pid_file = var / "logs" / f"{name}.log", var / "run" / f"{name}.pid"
    return Program(name, command, f"http://127.0.0.1:{port}/readyz", log, pid_file)


if __name__ == "__main__":
    supervisor = Supervisor(stub_plan(Path(sys.argv[1])))
    supervisor.start()
    supervisor.ended.wait()
