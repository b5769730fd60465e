"""Mail in files: mbox, one saved mail, Maildir."""

from __future__ import annotations

import mailbox
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parvis.connectors.contract import Rejected
from parvis.connectors.email.mbox import read_mbox

NOW = datetime(2025, 3, 10, tzinfo=UTC)


def mail(number: int, text: str = "Bonjour", more: str = "") -> str:
    return f"From: a{number}@poste.test\nMessage-ID: <m{number}@x>\nSubject: Sujet {number}\n{more}\n{text}\n"


def mbox(tmp_path: Path, *mails: str, end: str = "\n") -> Path:
    path = tmp_path / "liste.mbox"
    text = "".join(f"From a@poste.test Mon Mar  3 10:12:00 2025\n{one}\n" for one in mails)
    path.write_bytes(text.replace("\n", end).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_mail_of_an_mbox_is_a_post(tmp_path: Path, end: str) -> None:
    found = list(read_mbox(mbox(tmp_path, *map(mail, range(3)), end=end), now=NOW))
    assert [(item.remote_id, item.body) for item in found] == [(f"m{number}@x", "Bonjour") for number in range(3)]


def test_a_sentence_that_begins_with_from_cuts_nothing(tmp_path: Path) -> None:
    text = "Hello.\n\nFrom Lyon to Paris in 2025 is long.\n>From escaped\nFrom here on"
    found = list(read_mbox(mbox(tmp_path, mail(1, text), mail(2)), now=NOW))
    assert [item.remote_id for item in found] == ["m1@x", "m2@x"]
    assert "From escaped" in found[0].body


def test_the_standard_library_writes_what_we_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "std.mbox")
    for number in range(5):
        box.add(mail(number, "From the start\n\nFrom a@b.test Mon Mar  3 10:12:00 2025\nfin"))
    box.close()
    found = list(read_mbox(tmp_path / "std.mbox", now=NOW))
    assert [item.remote_id for item in found] == [f"m{number}@x" for number in range(5)]
    assert all(item.body.endswith("fin") for item in found)


def test_a_maildir_is_read_too(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "boite")
    for number in range(3):
        box.add(mail(number))
    assert {item.remote_id for item in read_mbox(tmp_path / "boite", now=NOW)} == {"m0@x", "m1@x", "m2@x"}


def test_a_saved_mail_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "un.eml").write_text(mail(1))
    assert [item.remote_id for item in read_mbox(tmp_path / "un.eml", now=NOW)] == ["m1@x"]


def test_robots_are_left_out(tmp_path: Path) -> None:
    path = mbox(tmp_path, mail(1), mail(2, more="Auto-Submitted: auto-replied\n"))
    assert [item.remote_id for item in read_mbox(path, now=NOW)] == ["m1@x"]


def test_answers_without_references_join_their_thread(tmp_path: Path) -> None:
    raw = "From: a@poste.test\nTo: b@poste.test\nMessage-ID: <m{0}@x>\nDate: {0} Mar 2025 10:00 +0000\nSubject: {1}Objets trouvés\n\nx\n"
    found = list(read_mbox(mbox(tmp_path, raw.format(1, ""), raw.format(2, "RE : ")), now=NOW))
    assert found[1].thread_id == found[0].remote_id


@pytest.mark.parametrize("content", [b"<!DOCTYPE html><p>bonjour", b"\x89PNG\r\n\x1a\n", b"nom;texte\nx;y\n"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mbox").write_bytes(content)
    with pytest.raises(Rejected, match="holds no mail"):
        list(read_mbox(tmp_path / "x.mbox", now=NOW))


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.mbox").write_bytes(b"")
    assert list(read_mbox(tmp_path / "x.mbox", now=NOW)) == []


def test_a_large_mbox_is_read_one_mail_at_a_time(tmp_path: Path) -> None:
    path = mbox(tmp_path, *(mail(number, "mot " * 25_000) for number in range(200)))
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    count = sum(1 for _ in read_mbox(path, now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200
    assert peak < 6_000_000
