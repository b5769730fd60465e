"""A real WordPress on loopback: Debian's code, a private MariaDB, PHP's own web server; all under one temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
CORE = Path("/usr/share/wordpress")
LANGUAGES = Path("/var/lib/wordpress/wp-content/languages")
SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
QUIET = ("-d", "sendmail_path=/bin/true", "-d", "display_errors=0")
PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb", "php")


@dataclass(frozen=True)
class WordPress:
    """`passwords`: application passwords of ines (administrator), paul (author), lou (subscriber)."""

    folder: Path
    port: int
    environment: dict[str, str]
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def php(self, code: str) -> str:
        """What `code` prints when WordPress itself runs it."""
        return _php(self.environment, "eval.php", code)


def why_not() -> str:
    """Why the real server does not run here; "" when it does."""
    if not os.environ.get("PARVIS_TEST_SERVERS"):
        return "a real WordPress runs in `make test-servers` only (PARVIS_TEST_SERVERS=1)"
    missing = [name for name in PROGRAMS if shutil.which(name, path=SYSTEM) is None]
    if not (CORE / "wp-load.php").exists():
        missing.append("wordpress")
    if missing:
        return f"not installed: {', '.join(missing)} (`make test-servers` installs wordpress, mariadb-server, php-cli, php-mysql)"
    return ""


@contextmanager
def wordpress(*, language: str = "fr_FR", plain: bool = False) -> Iterator[WordPress]:
    """A fresh site, gone at the end of the block. `plain`: without pretty addresses, so its API stands at ?rest_route=."""
    with tempfile.TemporaryDirectory(prefix="wp-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        with _database(folder) as db:
            _lay_out(folder)
            port = _free_port()
            environment = {
                "PATH": SYSTEM,
                "PARVIS_WP_SITE": str(folder / "site"),
                "PARVIS_WP_SOCKET": str(db),
                "PARVIS_WP_LANGUAGE": language,
                "PARVIS_WP_PLAIN": "1" if plain else "",
                "PARVIS_WP_HOST": f"127.0.0.1:{port}",
                "PHP_CLI_SERVER_WORKERS": "3",
            }
            passwords = json.loads(_php(environment, "install.php", ""))
            with _served(folder, port, environment):
                yield WordPress(folder, port, environment, passwords)


def _lay_out(folder: Path) -> None:
    """The site as links to Debian's files, with a configuration of its own."""
    site = folder / "site"
    content = site / "wp-content"
    content.mkdir(parents=True)
    for one in CORE.iterdir():
        if one.name not in ("wp-config.php", "wp-content", ".htaccess"):
            (site / one.name).symlink_to(one)
    for name in ("themes", "plugins"):
        (content / name).symlink_to(CORE / "wp-content" / name)
    (content / "uploads").mkdir()
    if LANGUAGES.exists():
        (content / "languages").symlink_to(LANGUAGES)
    shutil.copy(HERE / "wp_config.php", site / "wp-config.php")


def _php(environment: dict[str, str], script: str, said: str) -> str:
    done = subprocess.run(
        ["php", *QUIET, str(HERE / script)],
        input=said, capture_output=True, text=True, env=environment, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    data, sock = folder / "db", folder / "db.sock"
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
    subprocess.run([*install, "--skip-test-db", *as_root], check=True, timeout=120, env={"PATH": SYSTEM}, **quiet)  # type: ignore[call-overload]
    command = [
        "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={sock}", f"--pid-file={folder}/db.pid",
        "--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", *as_root,
    ]  # fmt: skip
    server = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
    try:
        _until(lambda: sock.exists(), "MariaDB")
        make = (
            "CREATE DATABASE wordpress; CREATE USER wordpress@localhost IDENTIFIED BY 'wordpress';"
            " GRANT ALL ON wordpress.* TO wordpress@localhost;"
        )
        subprocess.run(["mariadb", "--no-defaults", f"--socket={sock}", "-uroot", "-e", make], check=True, timeout=30)
        yield sock
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _served(folder: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    command = ["php", *QUIET, "-S", f"127.0.0.1:{port}", "-t", str(folder / "site"), str(HERE / "router.php")]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _until(lambda: _listens(port), "PHP")
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # its workers are processes of their own
        server.wait(30)


def _until(true, what: str) -> None:
    deadline = time.monotonic() + 60
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
