"""Make `.venv` and what the program needs from the system. Only the standard library: it runs before anything exists.

Nothing here touches the network once the stamp of the pinned requirements matches.
"""

import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "khuyencong-requirements.json"
OLDEST_PYTHON = (3, 11)
EVERYTHING = "requirements-dev.txt"  # holds every line of requirements.txt; a test compares them

# What WeasyPrint opens when it is imported, and the Debian packages that bring it.
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
# Chromium under its names. Debian's without windows first: it has less to draw.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


class Stop(Exception):
    """Cannot go on; the text says why and what to do, in Vietnamese."""


def say(text):
    print(text, flush=True)


def newest_python():
    """This Python, or a newer one of the system when this one is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return sys.executable
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Stop("Cần Python 3.11 trở lên.")


def _digest(requirements):
    return hashlib.sha256((CHECKOUT / requirements).read_bytes()).hexdigest()


def _installed(requirements):
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return any(stamp.get(name) == _digest(name) for name in (requirements, EVERYTHING))


def _works(program, *arguments):
    try:
        return subprocess.run([program, *arguments], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _uv():
    """uv's path, when there is one that really runs."""
    found = shutil.which("uv")
    return found if found and _works(found, "--version") else None


def _run(command, failure):
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Stop(f"{failure}\n{done.stdout.decode(errors='replace')[-3000:]}")


def make_environment(requirements="requirements.txt"):
    """`.venv` with the pinned packages of `requirements`, checked by hash. Does nothing when they are there."""
    works = _works(PYTHON, "-c", "")
    if works and _installed(requirements):
        return
    uv = _uv()
    if not works:
        say("Tạo môi trường Python .venv …")
        shutil.rmtree(VENV, ignore_errors=True)
        if uv:
            _run([uv, "venv", "--quiet", "--python", newest_python(), VENV], "Không tạo được .venv.")
        else:
            _make_venv_without_uv()
    say(f"Cài các gói đã ghim trong {requirements} …")
    failure = f"Không cài được {requirements}."
    # The file names every package there is (--no-deps): nothing is left to work out, and no package waits for another.
    pinned = ["install", "--quiet", "--no-deps", "--require-hashes", "-r"]
    if uv:
        _run([uv, "pip", *pinned, CHECKOUT / requirements, "--python", PYTHON], failure)
    else:
        pip = [*_pip(), *pinned]
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as together:
            parts = _parts(CHECKOUT / requirements, Path(folder))
            list(together.map(lambda part: _run([*pip, part, "--no-compile"], failure), parts))
    STAMP.write_text(json.dumps({requirements: _digest(requirements)}))  # alone: it may have replaced others' versions


def _parts(requirements, folder):
    """The pinned packages in one file per processor: pip itself uses one, and takes half a minute alone."""
    count = min(os.cpu_count() or 1, 4)
    packages = re.split(r"\n(?=[A-Za-z0-9])", requirements.read_text())
    for number in range(count):
        part = folder / f"{number}.txt"
        part.write_text("\n".join(packages[number::count]))
        yield part


def _pip():
    """The pip of `.venv`, or the system's working on it: unpacking one of its own would take several seconds."""
    own = [PYTHON, "-m", "pip"]
    return own if _works(*own, "--version") else [newest_python(), "-m", "pip", "--python", PYTHON]


def _make_venv_without_uv():
    bare = [newest_python(), "-m", "venv", "--without-pip", VENV]
    if _works(*bare) and _works(*_pip(), "--version"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    command = [newest_python(), "-m", "venv", VENV]
    try:
        _run(command, "Không tạo được .venv.")
    except Stop as stop:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" not in str(stop):
            raise
        install_packages(["python3-venv"], "Thiếu mô-đun venv của Python.")
        _run(command, "Không tạo được .venv.")


def install_packages(packages, why):
    """Install packages of Debian or Ubuntu as root; anybody else is told the one line to run (Stop)."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"{why} Hãy chạy: sudo {line}")
    say(f"Cài gói hệ thống: {' '.join(packages)} …")
    quick = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], line.split()[1:]):
        done = subprocess.run(["apt-get", "-qq", *quick, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise Stop(f"{why} Lệnh «{line}» không thành công:\n{done.stderr.decode(errors='replace')[-1000:]}")


def missing_pdf_libraries():
    missing = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def pdf_libraries():
    """Make sure WeasyPrint can load. Returns "" or the sentence with which PDF jobs are to be parked."""
    if not missing_pdf_libraries():
        return ""
    try:
        install_packages(PDF_PACKAGES, "Máy này thiếu thư viện để dựng PDF (Pango, HarfBuzz).")
    except Stop as stop:
        return str(stop).split("\n", 1)[0]
    return ""


if __name__ == "__main__":
    try:
        make_environment(*sys.argv[1:])
    except Stop as stop:
        sys.exit(str(stop))
