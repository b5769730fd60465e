"""Bytes of unknown honesty → text: declared charsets that lie, encoded words that are broken, control characters."""

from __future__ import annotations

import binascii
import codecs
import re
from base64 import b64decode
from quopri import decodestring

ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "windows-1252": "cp1252",
    "x-ansi": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
"""What senders write → what they mean (the WHATWG reading: Latin-1 is Windows-1252)."""

NOT_CHARSETS = {
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "unicode-escape",
}
"""Python codecs that a hostile `charset=` must not reach: slow, or something else than a charset."""

ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
# C0 and C1 controls (except tab and newline), lone surrogates, non-characters.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Newlines as \\n, no control character, nothing that a database would refuse."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def codec_name(charset: str) -> str:
    """The Python codec for a declared charset; "" when there is none that may be used."""
    name = charset.strip().strip("\"'").lower().partition("*")[0]
    name = ALIASES.get(name, name)
    if name in NOT_CHARSETS or not name.isascii() or "\0" in name:
        return ""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def decode(raw: bytes, charset: str = "") -> str:
    """UTF-8 when it is valid UTF-8, else the declared charset, else Windows-1252. Never raises."""
    declared = codec_name(charset)
    if not declared.startswith(("iso2022", "utf-16", "utf-32", "utf-7", "hz")):
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if declared in ("", "utf-8"):
        return not_quite_utf8(raw)
    try:
        return raw.decode(declared, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def not_quite_utf8(raw: bytes) -> str:
    """UTF-8 with a few damaged characters, or Windows-1252 under a wrong name: whichever leaves fewer holes."""
    text = raw.decode("utf-8", "replace")
    holes = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - holes
    return text if whole > holes else raw.decode("cp1252", "replace")


def word_bytes(encoding: str, payload: str) -> bytes:
    """The bytes of one RFC 2047 word; padding and stray characters are forgiven."""
    raw = payload.encode("ascii", "ignore")
    if encoding in "qQ":
        return decodestring(raw.replace(b"_", b"=20"))
    try:
        return b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""


def decode_words(text: str) -> str:
    """RFC 2047 words → text. Neighbouring words of one charset are joined as bytes: senders cut characters in two."""
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for word in ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        adjacent = bool(end) and not between.strip()
        if not (adjacent and word[1].lower() == charset):
            pieces.append(decode(pending, charset))
            pieces.append("" if adjacent else between)
            pending, charset = b"", word[1].lower()
        pending += word_bytes(word[2], word[3])
        end = word.end()
    return "".join((*pieces, decode(pending, charset), text[end:]))
