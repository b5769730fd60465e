"""Real addresses from public lists: `python tools/reading/open_addresses.py MIRROR FOLDER`.

MIRROR holds the git directories of the lists of `lists.tsv` (OWNER+NAME/repo, each at its commit); FOLDER the measuring sets.
Writes `open_addresses.train.jsonl` and `open_addresses.dev.jsonl` into FOLDER: the second from lists that teach nothing, without
any site of the first. No host of `url_phish` is taken, nor what a list of traps already held when that set was gathered.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import random
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from parvis.analysis.clues import Address, lists, parsed, under

LISTS = Path(__file__).parent / "lists.tsv"
KEPT = "open_addresses"
HELD = ("url_phish.train", "url_phish.dev")
GATHERED = "2020-06-15"  # url_phish was gathered in May 2020: whatever was listed by then stays out
SEED = 20261121
A_HOST, A_SITE, LODGED = 3, 4, 60
LONGEST = 400
_LINK = r"https?://[^]\"'<>()` ,|\\]+"
_HOST = re.compile(r"^[\s\"]*(?:https?://)?((?:[\w-]+\.)+[a-z][\w-]+)/?[\",\s]*$", re.IGNORECASE)
_SPOILT = re.compile(r"[\s*{}$<>\[\]]|REDACTED|%s|…|example\.|localhost|\.\.\.|(?:hxxp)|#\w+$")
_PART = re.compile(
    r"\.(?:css|js|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|mp4)(?:[?#].*)?$", re.IGNORECASE
)  # of a page, posted by nobody
_ONLY = re.compile(r"https?://[^/?#]+\.[a-z0-9-]{2,}", re.IGNORECASE)


class Listed(NamedTuple):
    name: str
    commit: str
    licence: str
    kind: str
    part: str
    way: str
    files: list[str]
    most: int


class Found(NamedTuple):
    address: str
    kind: str
    source: str
    parts: Address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    held = {parsed(row["text"]).host for name in HELD for row in _rows(asked.folder / f"{name}.jsonl")}
    taken: list[Found] = []
    for part in ("teach", "judge"):
        sites = {site(each.parts) for each in taken}
        among = [each for each in listed() if each.part == part]
        fresh = [found for each in among for found in chosen(each, asked.mirror, held, sites)]
        fresh = agreed(fresh)
        write(asked.folder / f"{KEPT}.{'train' if part == 'teach' else 'dev'}.jsonl", fresh)
        taken += fresh
        print(part, Counter((each.kind, each.source) for each in fresh))


def listed() -> list[Listed]:
    rows = [line.split("\t") for line in LISTS.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [
        Listed(name, commit, licence, kind, part, way, files.split(), int(most))
        for name, commit, licence, kind, part, way, files, most in rows
    ]


def chosen(each: Listed, mirror: Path, held: set[str], sites: set[str]) -> list[Found]:
    """At random, few of a host and of a site; none of a host that is held or of a site that teaches."""
    chance = random.Random(f"{SEED} {each.name}")
    addresses = sorted(set(WAYS[each.way](each, mirror)))
    chance.shuffle(addresses)
    found: list[Found] = []
    met: Counter[str] = Counter()
    for address in map(clean, addresses):
        parts = parsed(address) if address else None
        if parts is None or parts.host in held or site(parts) in sites or len(found) == each.most:
            continue
        lodged = under(parts, lists()["free"] | lists()["blogs"] | lists()["shortener"])
        if met[parts.host] < A_HOST and met["." + parts.domain] < (LODGED if lodged else A_SITE):
            met[parts.host] += 1
            met["." + parts.domain] += 1
            found.append(Found(address, each.kind, each.name, parts))
    return found


def site(parts: Address) -> str:
    """What must not be torn apart: the domain, or the host where anybody may lodge."""
    lodged = under(parts, lists()["free"] | lists()["blogs"] | lists()["known"] | lists()["shortener"])
    return parts.host + parts.path[:12] if lodged else parts.domain


def agreed(found: list[Found]) -> list[Found]:
    """Once each; a host that lists call both a trap and honest is neither, unless it lodges others."""
    kinds: dict[str, set[str]] = {}
    for each in found:
        kinds.setdefault(each.parts.host, set()).add(each.kind)
    once = {each.address.removeprefix("https://").removeprefix("http://").rstrip("/"): each for each in found}
    return [each for each in once.values() if len(kinds[each.parts.host]) == 1]


def clean(address: str) -> str:
    """Without what a sentence left at its end; "" when it was masked or is no address."""
    text = address.strip().replace("&amp;", "&").rstrip(".,;:!?'\"”’*_")
    bad = len(text) > LONGEST or _SPOILT.search(text) or not _ONLY.match(text) or "github.com" in text.split("/")[2]
    return "" if bad else text


def links(each: Listed, mirror: Path) -> Iterator[str]:
    """Every link of those files, but for what pages are made of."""
    found = _git(each, mirror, "grep", "-h", "-o", "-I", "-E", _LINK, each.commit, "--", *each.files)
    yield from (link for link in found if not _PART.search(link))


def pages(each: Listed, mirror: Path) -> Iterator[str]:
    """What a reader of those web pages may click."""
    for found in _git(
        each, mirror, "grep", "-h", "-o", "-I", "-E", r"<a [^>]*href=\"https?://[^\" ]+", each.commit, "--", *each.files
    ):
        link = html.unescape(found.rpartition('"')[2])
        if not _PART.search(link):
            yield link


def hosts(each: Listed, mirror: Path) -> Iterator[str]:
    """Files with one host a line, quoted or not."""
    for file in each.files:
        for line in _git(each, mirror, "show", f"{each.commit}:{file}"):
            if host := _HOST.match(line):
                yield f"http://{host[1].lower()}/"


def tagged(each: Listed, mirror: Path) -> Iterator[str]:
    """Lines of date, author, kind, address, tags: the addresses tagged as phishing."""
    lines = _git(each, mirror, "grep", "-h", "-i", "-E", "^[^,]*,[^,]*,url,.*#phish", each.commit, "--", *each.files)
    yield from (line.split(",")[3] for line in lines)


def newer(each: Listed, mirror: Path) -> Iterator[str]:
    """The addresses of a list kept in git that came after `GATHERED`, without the hosts it had until then."""
    new, *whole = each.files
    seen: set[str] = set()
    for file, step in ((new, 18), *((file, 3) for file in whole)):
        for version in list(_git(each, mirror, "log", f"--until={GATHERED}", "--format=%H", each.commit, "--", file))[
            ::step
        ]:
            seen.update(parsed(line).host for line in _git(each, mirror, "show", f"{version}:{file}"))
    for version in list(_git(each, mirror, "log", f"--since={GATHERED}", "--format=%H", each.commit, "--", new))[::12]:
        yield from (line for line in _git(each, mirror, "show", f"{version}:{new}") if parsed(line).host not in seen)


WAYS: dict[str, Callable[[Listed, Path], Iterator[str]]] = {
    "links": links,
    "pages": pages,
    "hosts": hosts,
    "tagged": tagged,
    "newer": newer,
}


def _git(each: Listed, mirror: Path, *words: str) -> Iterator[str]:
    """What git says, line by line; files that a partial copy lacks are passed over."""
    at = mirror / each.name.replace("/", "+") / "repo"
    place = at / ".git" if (at / ".git").exists() else at
    said = subprocess.run(["git", f"--git-dir={place}", *words], capture_output=True, check=False)
    yield from said.stdout.decode("utf-8", "replace").splitlines()


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def write(file: Path, found: list[Found]) -> None:
    with file.open("w", encoding="utf-8") as out:
        for each in found:
            name = hashlib.sha256(each.address.encode()).hexdigest()[:12]
            row = {"id": name, "text": each.address, "label": each.kind, "lang": "-", "source": each.source}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
