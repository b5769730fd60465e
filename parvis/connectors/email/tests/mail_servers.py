"""A private Postfix and Dovecot on loopback high ports, everything they write under one temporary folder."""

from __future__ import annotations

import datetime as dt
import getpass
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DOMAIN = "example.test"
PASSWORD = "ouvre-toi"
PEOPLE = ("contact", "alice", "bruno")


@dataclass(frozen=True)
class MailServers:
    """`imap`, `imaps`, `smtp`: ports on 127.0.0.1 (smtp offers STARTTLS and asks for a login). `ca`: trust this file."""

    folder: Path
    imap: int
    imaps: int
    smtp: int
    ca: Path

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))

    def maildir(self, user: str) -> Path:
        return self.folder / "mail" / user

    def drop(self, user: str, raw: bytes) -> None:
        """Put a message in the inbox as a delivery does: written in tmp, then moved to new."""
        box = self.maildir(user)
        name = f"{time.time_ns()}.M1P{os.getpid()}.localhost"
        (box / "tmp" / name).write_bytes(raw)
        shutil.chown(box / "tmp" / name, "dovecot", "dovecot")
        (box / "tmp" / name).rename(box / "new" / name)

    def deliver_all(self) -> None:
        """Wait until Postfix has nothing left to deliver."""
        queues = [self.folder / "postfix" / "queue" / name for name in ("maildrop", "incoming", "active")]
        deadline = time.monotonic() + 10
        while any(one.is_file() for queue in queues for one in queue.rglob("*")) and time.monotonic() < deadline:
            time.sleep(0.05)

    def empty(self, user: str) -> None:
        """Give the person a brand-new mailbox: new UIDVALIDITY, no message."""
        shutil.rmtree(self.maildir(user), ignore_errors=True)
        make_maildir(self.maildir(user))


def why_not() -> str:
    """Why the real servers cannot run here; "" when they can."""
    missing = [
        name for name in ("postfix", "dovecot", "doveadm") if shutil.which(name, path="/usr/sbin:/usr/bin") is None
    ]
    if missing:
        return f"not installed: {', '.join(missing)} (Debian: postfix dovecot-imapd)"
    if os.geteuid() != 0:
        return f"postfix must be started by root, not {getpass.getuser()}"
    return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_maildir(path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    for made in (path, *path.iterdir()):
        shutil.chown(made, "dovecot", "dovecot")


def write_certificate(folder: Path) -> Path:
    """A self-signed certificate for localhost and 127.0.0.1, its key in the same PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "tls.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))  # postfix wants the key first
    return pem


def dovecot_config(folder: Path, imap: int, imaps: int) -> str:
    run = folder / "dovecot"
    return f"""
base_dir = {run}/run
state_dir = {run}/state
log_path = {run}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/tls.pem
ssl_key = <{folder}/tls.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
mail_location = maildir:{folder}/mail/%n
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 50
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid=dovecot gid=dovecot home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
"""


def postfix_main(folder: Path) -> str:
    """Mail for elsewhere goes to a port where nobody listens and comes back at once as a bounce."""
    boxes = ", ".join(f"{{{name}@{DOMAIN} = {name}/}}" for name in PEOPLE)
    user = pwd.getpwnam("dovecot")
    return f"""
compatibility_level = 3.6
queue_directory = {folder}/postfix/queue
data_directory = {folder}/postfix/data
mail_owner = postfix
maillog_file = {folder}/postfix/log
maillog_file_prefixes = {folder}
myhostname = mx.{DOMAIN}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
default_transport = smtp:[127.0.0.1]:9
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
message_size_limit = 40000000
virtual_mailbox_limit = 0
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/tls.pem
smtpd_error_sleep_time = 0
"""


def postfix_master(smtp: int) -> str:
    return f"""
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}: {log.read_text() if log.exists() else 'no log'}")


def launch(folder: Path, *command: str) -> None:
    """Run a command that leaves servers behind: they keep its output open, so it goes to a file, never to a pipe."""
    with (folder / "output").open("ab") as output:
        subprocess.run(command, check=True, stdout=output, stderr=output, stdin=subprocess.DEVNULL, timeout=30)


def start_postfix(folder: Path, smtp: int) -> None:
    config = folder / "postfix" / "etc"
    config.mkdir(parents=True)
    (config / "main.cf").write_text(postfix_main(folder))
    (config / "master.cf").write_text(postfix_master(smtp))
    for name in ("queue", "data"):
        (folder / "postfix" / name).mkdir()
    shutil.chown(folder / "postfix" / "data", "postfix", "postfix")
    launch(folder, "postfix", "-c", str(config), "start")


def stop_dovecot(folder: Path) -> None:
    pid = folder / "dovecot" / "run" / "master.pid"
    if pid.exists():
        number = int(pid.read_text())
        os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while pid.exists() and time.monotonic() < deadline:
            time.sleep(0.05)


@contextmanager
def running() -> Iterator[MailServers]:
    """Start both servers, stop both and remove their folder at the end. Asks `why_not() == ""`."""
    folder = Path(tempfile.mkdtemp(prefix="parvis-mail-"))
    folder.chmod(0o755)
    imap, imaps, smtp = free_port(), free_port(), free_port()
    pem = write_certificate(folder)
    for user in PEOPLE:
        make_maildir(folder / "mail" / user)
    shutil.chown(folder / "mail", "dovecot", "dovecot")
    for name in ("run", "state"):
        (folder / "dovecot" / name).mkdir(parents=True)
    (folder / "dovecot.conf").write_text(dovecot_config(folder, imap, imaps))
    try:
        launch(folder, "dovecot", "-c", str(folder / "dovecot.conf"))
        wait_for(imap, folder / "dovecot" / "dovecot.log")
        start_postfix(folder, smtp)
        wait_for(smtp, folder / "postfix" / "log")
        yield MailServers(folder, imap, imaps, smtp, pem)
    finally:
        launch(folder, "postfix", "-c", str(folder / "postfix" / "etc"), "stop")
        stop_dovecot(folder)
        shutil.rmtree(folder, ignore_errors=True)
