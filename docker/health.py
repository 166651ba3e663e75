"""What a container asks itself: `python docker/health.py web|worker|beat`; exit code 0 means healthy."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

WEB = "http://127.0.0.1:8000/readyz"
BEAT_SCHEDULE = Path("/data/beat/schedule")
BEAT_SILENCE = 600  # seconds; beat writes its schedule down every three minutes


def web(address=WEB):
    """The program, its database, tables and broker are all there. Asks under a name the program answers to."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".") or "localhost"
    request = urllib.request.Request(address, headers={"Host": "localhost" if host == "*" else host})
    return urllib.request.urlopen(request, timeout=8).status == 200


def worker(name=None):
    """This container's worker answers over the broker."""
    name = name or f"celery@{socket.gethostname()}"
    ping = [sys.executable, "-m", "celery", "-A", "khuyencong", "inspect", "ping", "--destination", name]
    return subprocess.run([*ping, "--timeout", "10"], capture_output=True, check=False).returncode == 0


def beat(schedule=BEAT_SCHEDULE):
    """beat has written down its schedule lately."""
    return any(time.time() - path.stat().st_mtime < BEAT_SILENCE for path in schedule.parent.glob(f"{schedule.name}*"))


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
