"""Lists of addresses brought from git: what is taken, what is left where it lies."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tools.reading import open_addresses
from tools.reading.open_addresses import Listed, chosen, clean, hosts


def _list(mirror: Path, text: str) -> Listed:
    at = mirror / "some+list" / "repo"
    at.mkdir(parents=True)
    (at / "README.md").write_text(text, encoding="utf-8")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "a list"]):
        subprocess.run(["git", *words], cwd=at, check=True, capture_output=True)
    return Listed("some/list", "HEAD", "MIT", "benign", "teach", "links", ["README.md"], 100)


def test_neither_held_hosts_nor_sites_that_teach_are_taken_and_few_of_a_host(tmp_path: Path) -> None:
    several = " ".join(f"https://blog.many.test/page-{rank}" for rank in range(9))
    each = _list(
        tmp_path,
        f"[a](https://a.test/x?q=1), https://held.test/y https://www.taught.test/z\n{several}\nhttps://a.test/b.png",
    )
    found = [got.address for got in chosen(each, tmp_path, {"held.test"}, {"taught.test"})]
    assert "https://a.test/x?q=1" in found
    assert not [address for address in found if "held" in address or "taught" in address or address.endswith(".png")]
    assert sum("many.test" in address for address in found) == open_addresses.A_HOST


def test_a_list_of_hosts_is_read_quoted_or_not(tmp_path: Path) -> None:
    each = _list(tmp_path, '[\n  "bad.test",\n  "*.wild.test"\n]\nworse.test\n# a remark\n')
    assert list(hosts(each, tmp_path)) == ["http://bad.test/", "http://worse.test/"]


def test_what_was_masked_is_no_address() -> None:
    assert clean("https://a.test/x&amp;y.") == "https://a.test/x&y"
    assert not any(
        map(clean, ("https://a.test/REDACTED", "https://a.test/*.php", "hxxp://a.test/", "https://{shop}.test/"))
    )


def test_every_list_says_its_licence_and_none_both_teaches_and_judges_the_same_files() -> None:
    lists = open_addresses.listed()
    assert all(each.licence and each.way in open_addresses.WAYS and each.part in ("teach", "judge") for each in lists)
    files = [(each.name, file) for each in lists for file in each.files]
    assert len(files) == len(set(files))
    sheet = (Path(__file__).parents[1] / "docs" / "reading-data.md").read_text(encoding="utf-8")
    assert all(each.name in sheet for each in lists if each.kind == "phish" or each.part == "judge")
    shipped = json.loads(
        (open_addresses.LISTS.parents[2] / "parvis/analysis/trained/addresses.json").read_text(encoding="utf-8")
    )
    assert set(shipped["lists"]) <= {each.name for each in lists if each.part == "teach"} | {"shapes"}
