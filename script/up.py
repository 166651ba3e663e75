"""The second half of script/start, inside `.venv`: servers, tables, sample, static files, then web, worker and beat."""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing, contextmanager, suppress

from servers import CHECKOUT, Exclusive, ServerError, Servers, local_environment, needs_servers

VAR = CHECKOUT / "var"
SAMPLE = "hatinh"
DEMO_ACCOUNTS = "SELECT username, full_name, position FROM accounts_user WHERE is_demo AND is_active ORDER BY id"


def say(text=""):
    print(text, flush=True)


def since_start():
    return time.time() - float(os.environ.get("KHUYENCONG_STARTED_AT", time.time()))


def manage(*command, **extra):
    done = subprocess.run([sys.executable, CHECKOUT / "manage.py", *command], env=os.environ | extra, check=False)
    if done.returncode:
        raise ServerError(f"Lệnh «manage.py {' '.join(command)}» không thành công.")


def start_over(servers, embedded):
    """Delete this checkout's own data, after asking."""
    if not embedded:
        raise ServerError("--fresh chỉ xoá dữ liệu do script/start tạo, không động đến DATABASE_URL đã đặt.")
    say("Toàn bộ dữ liệu và tệp đã tải lên của bản sao mã này sẽ bị xoá. Gõ «xoá» rồi Enter để tiếp tục:")
    if sys.stdin.readline().strip().lower() not in ("xoá", "xóa", "xoa"):
        raise ServerError("Không xoá gì cả.")
    servers.erase()
    shutil.rmtree(VAR / "media", ignore_errors=True)


def in_turn():
    """Two starts of one checkout prepare one after the other: what the first is still loading is not half loaded."""
    return Exclusive(VAR / "prepare.lock")


@contextmanager
def static_files():
    """Collected beside whatever else is prepared: they need no database, only a second processor."""
    stamp, process = VAR / "static.stamp", None
    if not stamp.exists() or stamp.read_text() != static_digest():
        command = [sys.executable, CHECKOUT / "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        process = subprocess.Popen(command)
    try:
        yield
    except BaseException:
        if process:
            process.terminate()
        raise
    if process:
        if process.wait():
            raise ServerError("Không gom được các tệp tĩnh (collectstatic).")
        stamp.write_text(static_digest())


def prepare(servers, embedded):
    """Tables (as owner), roles, and the sample in a database that has nobody in it."""
    half_loaded = VAR / "sample-loading"
    if embedded and half_loaded.exists():
        servers.recreate_database()  # the last first start was killed while it loaded the sample
        half_loaded.unlink()
    tables_stamp = VAR / "tables.stamp"
    if not (embedded and tables_stamp.exists() and tables_stamp.read_text() == tables_state()):
        say("Tạo bảng và quyền …")
        make_tables()
        if embedded:
            tables_stamp.write_text(tables_state())
    if demo() and is_empty():
        say(f"Nạp dữ liệu mẫu {SAMPLE} …")
        half_loaded.touch()
        manage("load_sample", SAMPLE)
        half_loaded.unlink()


def make_tables():
    owner, skip = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"], []
    if owner == os.environ["DATABASE_URL"]:
        say("Chưa đặt DATABASE_OWNER_URL: chương trình chạy bằng vai trò sở hữu bảng (xem docs/deploy.md).")
        skip = ["--no-grants"]
    prepared = subprocess.run(
        [sys.executable, CHECKOUT / "script" / "prepare.py", *skip],
        env=os.environ | {"DATABASE_URL": owner},
        check=False,
    )
    if prepared.returncode:
        raise ServerError("Không chuẩn bị được cơ sở dữ liệu.")


def tables_state():
    """Changes with the code of the tables and with what was applied to this database; "" when nothing was."""
    import psycopg2

    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for pattern in ("*/migrations/*.py", "*/grants.py", "*/management/commands/grant_roles.py"):
        for path in sorted(CHECKOUT.glob(pattern)):
            digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    try:
        applied = query("SELECT count(*), max(id) FROM django_migrations")
    except psycopg2.Error:
        return ""
    return f"{digest.hexdigest()} {applied}"


def demo():
    return os.environ.get("DEMO", "").lower() in ("1", "true", "yes", "on")


def query(sql):
    import psycopg2

    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def is_empty():
    return not query("SELECT 1 FROM accounts_user LIMIT 1")


def static_digest():
    """Changes whenever collectstatic would have something to do."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(CHECKOUT)} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    digest.update(str((CHECKOUT / "staticfiles" / "staticfiles.json").exists()).encode())
    return digest.hexdigest()


def welcome(port):
    """Once the first page has been served: where it is, and who may log in."""
    address = f"http://127.0.0.1:{port}/"
    while True:
        with suppress(OSError):
            urllib.request.urlopen(f"{address}login/", timeout=30).read()
            break
        time.sleep(0.1)
    lines = ["", f"Khuyến công đang chạy: {address}   (trang đầu sau {since_start():.1f} giây; Ctrl-C để dừng)"]
    if demo():
        sys.path.insert(0, str(CHECKOUT))
        from accounts.demo import PASSWORD

        lines.append(f"Tài khoản dùng thử, mật khẩu chung {PASSWORD}:")
        for username, name, position in query(DEMO_ACCOUNTS):
            lines.append(f"  {username:<20} {name}{' – ' + position if position else ''}")
    say("\n".join([*lines, ""]))


def run_everything(port):
    """web, worker and beat under honcho until Ctrl-C, or until one of them stops. Returns the exit code."""
    from honcho.environ import parse_procfile
    from honcho.manager import Manager

    own = {
        "PYTHON": sys.executable,
        "WEB_WORKERS": str((os.cpu_count() or 1) + 1),
        "WEB_BIND": f"127.0.0.1:{port}",
        "WORKER_CONCURRENCY": str(min(os.cpu_count() or 1, 4)),
        "BEAT_SCHEDULE": str(VAR / "beat-schedule"),
        "PYTHONUNBUFFERED": "1",
    }
    manager = Manager()
    for name, command in parse_procfile((CHECKOUT / "Procfile").read_text()).processes.items():
        # exec: no shell in between, so that a signal to the process group finds only the program itself
        lower = "" if name == "web" else "nice -n 5 "  # a page goes before a PDF
        manager.add_process(name, f"exec {lower}{command}", env=os.environ | own, cwd=str(CHECKOUT))
    threading.Thread(target=welcome, args=(port,), daemon=True).start()
    manager.loop()
    return manager.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    VAR.mkdir(exist_ok=True)
    servers = Servers()
    environment = local_environment(servers)
    embedded = "DATABASE_URL" in environment
    if options.fresh:
        start_over(servers, embedded)
    os.environ |= environment
    # A closed terminal ends the program as Ctrl-C does.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with in_turn(), static_files():
            if needs_servers(environment):
                servers.join()
            prepare(servers, embedded)
        return run_everything(options.port)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C does not leave the servers behind
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        servers.leave()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ServerError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
