"""Bytes of unknown origin as text: what the document claims about its encoding is often wrong."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ESCAPING = ("iso2022", "hz", "utf7")
"""Encodings written in ASCII bytes, which would pass for UTF-8."""
_SAMPLE = 100_000
_WESTERN = frozenset("éèêëàâäáãåîïíôöóõøùûüúçñœæÿßÉÈÊËÀÂÄÁÎÏÍÔÖÓØÙÛÜÚÇÑŒÆ«»‘’“”„‹›–—…€£°·•§©®™²³½¼¿¡ªº\xa0\xad×±")
_RARE = 0.2
"""In a western language at most one letter in five carries an accent; in Cyrillic or Greek nearly all are above ASCII."""


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 read as Windows-1252, what nearly all of them are: a page mixed from two sources stays whole."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("parvis-windows", _windows)


def decode(content: bytes, claimed: str = "") -> str:
    """The text of `content`, without byte order mark. `claimed`: the charset said from outside, as by HTTP. Never raises."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "parvis-windows" if name == "utf-8" else "replace")
    head = content[:4096]
    wide = _wide(head)
    if wide:
        return content.decode(wide, "replace").lstrip("\ufeff")
    said = [_known(name) for name in (_declared(head), claimed) if name]
    names = [name for name in said if name]
    for name in names:
        if name.replace("-", "").replace("_", "").startswith(_ESCAPING):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if _mostly_utf8(content, broken):
        return content.decode("utf-8", "parvis-windows")
    for name in names:
        if name != "utf-8":
            text = _strictly(content, name)
            if text is not None:
                return text
    return _guess(content, names)


def _mostly_utf8(content: bytes, broken: UnicodeDecodeError) -> bool:
    """Cut in the middle of the last character, or with much more UTF-8 than the few bytes that spoil it."""
    if broken.start >= len(content) - 4:
        return True
    sample = content[:_SAMPLE].decode("utf-8", "replace")
    good = sum(character > "\x7f" for character in sample) - (bad := sample.count("\ufffd"))
    return good > 3 * bad


def _guess(content: bytes, names: list[str]) -> str:
    if "utf-8" in names or _western(content[:_SAMPLE]):
        return content.decode("utf-8", "parvis-windows")
    best = from_bytes(content[:_SAMPLE]).best()
    guessed = _known(best.encoding) if best else ""
    return (_strictly(content, guessed) if guessed else None) or content.decode("cp1252", "replace")


def _western(sample: bytes) -> bool:
    """Whether it reads as Windows-1252: statistics alone take a short French text for Polish or Turkish."""
    high = [character for character in sample.decode("cp1252", "replace") if character > "\x7f"]
    return len(high) <= _RARE * len(sample) and _WESTERN.issuperset(high)


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None


def _wide(head: bytes) -> str:
    """UTF-16 or 32 without a mark shows by the place of its null bytes."""
    if len(head) < 4:
        return ""
    if head[:3] == b"\0\0\0" and head[3]:
        return "utf-32-be"
    if head[0] and head[1:4] == b"\0\0\0":
        return "utf-32-le"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _declared(head: bytes) -> str:
    found = _DECLARED.search(head) or _META.search(head)
    return found.group(1).decode("ascii") if found else ""


def _known(name: str) -> str:
    """The codec of `name`, with Latin-1 and ASCII read as Windows-1252 as browsers do; "" for one that Python lacks."""
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    if found.startswith(("utf-16", "utf-32")):
        return ""  # would have shown by its null bytes
    return "gb18030" if found == "gb2312" else found
