"""Catalogues of sentences: extract, merge, compile, check. Each folder of `parvis` keeps its own beside its code.

python tools/messages.py update parvis/connectors   # extract and merge into its fr catalogue
python tools/messages.py compile                    # every .po into its .mo
python tools/messages.py check                      # names each sentence without French, or with two wordings; exit 1 if any
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "parvis"
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext.babel_extract"),
    ("**/templates/**.txt", "jinja2.ext.babel_extract"),
]
OPTIONS = {"**/templates/**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": None,
    "Message": None,
}


def homes() -> list[Path]:
    """Folders that own a catalogue: each domain, and each screen of web."""
    tops = [p for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists() and p.name != "web"]
    screens = [p for p in (PACKAGE / "web").iterdir() if p.is_dir() and (p / "__init__.py").exists()]
    networks = [p.parent for p in (PACKAGE / "connectors").glob("*/locale")]
    return sorted({*tops, *screens, *networks, PACKAGE / "web"})


def extract(home: Path) -> Catalog:
    """The sentences of one folder, without those of the folders inside it that own a catalogue themselves."""
    catalogue = Catalog(locale="fr", project="Parvis", charset="utf-8")
    inner = [h for h in homes() if h != home and home in h.parents]
    for name, line, text, comments, context in extract_from_dir(
        home, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
    ):
        if "tests" in Path(name).parts or any(h in (home / name).parents for h in inner):
            continue
        if text and text != ("", ""):
            catalogue.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
        _ = line  # line numbers would make every edit touch the catalogue
    return catalogue


def po(home: Path) -> Path:
    return home / "locale/fr/LC_MESSAGES/django.po"


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="fr", project="Parvis", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def update(home: Path) -> int:
    """Merge what the code says now into the catalogue; the number of sentences still without French."""
    fresh, known = extract(home), load(po(home))
    if not len(fresh) and not po(home).exists():
        return 0
    known.update(fresh, no_fuzzy_matching=True)
    known.obsolete.clear()
    po(home).parent.mkdir(parents=True, exist_ok=True)
    with po(home).open("wb") as file:
        write_po(
            file, known, sort_output=True, omit_header=False, width=120, include_lineno=False, ignore_obsolete=True
        )
    return sum(1 for _ in untranslated(home))


def untranslated(home: Path) -> Iterator[str]:
    """English sentences of the code that the French catalogue lacks, or has as fuzzy."""
    known = load(po(home))
    for message in extract(home):
        if not message.id:
            continue
        here = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        parts = here.string if here and isinstance(here.string, tuple | list) else (here.string if here else "",)
        if here is None or here.fuzzy or not all(parts):
            yield str(message.id)


def clashes() -> Iterator[str]:
    """English sentences with two French wordings. At run time the catalogues are one, and which of the two is said is chance."""
    said: dict[tuple[str | None, str], dict[str, Path]] = {}
    for home in homes():
        for message in load(po(home)):
            if message.id:
                said.setdefault((message.context, str(message.id)), {}).setdefault(str(message.string), home)
    for (_context, text), wordings in sorted(said.items(), key=str):
        if len(wordings) > 1:
            yield f"two wordings of {text!r}: " + ", ".join(f"{w!r} ({home.name})" for w, home in wordings.items())


def compile_all() -> int:
    """Every catalogue beside its source, as gettext reads it; how many."""
    sources = sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))
    for source in sources:
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(source))
    return len(sources)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update", *folders]:
            for home in [Path(f).resolve() for f in folders] or homes():
                print(f"{home.relative_to(PACKAGE.parent)}: {update(home)} without French")
            return 0
        case ["compile"]:
            print(f"{compile_all()} catalogues")
            return 0
        case ["check"]:
            missing = [f"{home.relative_to(PACKAGE.parent)}: {text}" for home in homes() for text in untranslated(home)]
            missing += clashes()
            print("\n".join(missing) or "messages: all in French")
            return 1 if missing else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
