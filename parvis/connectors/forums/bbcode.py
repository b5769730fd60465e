"""BBCode as phpBB stores it, in any of its three ways, into Markdown. One pass and a stack: what does not close is words."""

from __future__ import annotations

import re
from html import unescape

from parvis.connectors.forums.bounds import BODY
from parvis.connectors.forums.words import DEEPEST, around, escaped, fenced, linked, quoted, tidy

_TAG = re.compile(r"\[(/?)([a-z*]{1,12})(?:=([^\]\n]{0,500}))?(?: [^\]\n]{0,300})?\]", re.I)
_SMILEY = re.compile(r"<!-- s(\S{1,40}) -->.*?<!-- s\S{1,40} -->", re.S)
_MAGIC = re.compile(r'<!-- [mlwe] --><a [^>]*href="([^"]*)"[^>]*>.*?</a><!-- [mlwe] -->', re.S)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_AROUND = {"b": "**", "i": "*", "s": "~~", "del": "~~"}
_KNOWN = {*_AROUND, "u", "url", "email", "img", "quote", "code", "list", "*", "size", "color", "attachment", "spoiler",
          "center", "align", "font", "youtube"}  # fmt: skip
_RAW = {"code"}


def stored(text: str, uid: str = "") -> str:
    """The code that its author typed, from what phpBB stored: 3.0 marks each tag with an id, 3.2 wraps it in XML."""
    if text.startswith(("<t>", "<r>")):
        return unescape(_MARKUP.sub("", text.replace("<br/>", "")))
    plain = _SMILEY.sub(lambda found: unescape(found[1]), text)
    plain = _MAGIC.sub(lambda found: f"[url]{found[1]}[/url]", plain)
    if uid:
        plain = re.sub(rf"(?::[a-z])?:{re.escape(uid)}(?=\])", "", plain)
        plain = plain.replace(f":{uid}=", "=")
    return unescape(re.sub(r"<br ?/?>", "\n", plain))


def markdown(text: str, uid: str = "") -> str:
    """What phpBB stored, as Markdown."""
    code, at = stored(text[: BODY * 2], uid)[:BODY], 0
    stack: list[tuple[str, str, list[str]]] = [("", "", [])]
    for found in _TAG.finditer(code):
        closing, name, value = found[1] == "/", found[2].lower(), found[3] or ""
        inside = stack[-1][0]
        if name not in _KNOWN or (inside in _RAW and not (closing and name == inside)):
            continue
        _say(stack, code[at : found.start()])
        at = found.end()
        if not closing:
            _open(stack, name, value)
        elif any(one[0] == name for one in stack[1:]):
            _close(stack, name)
    _say(stack, code[at:])
    while len(stack) > 1:
        _close(stack, stack[-1][0])
    return tidy("".join(stack[0][2]))


Stack = list[tuple[str, str, list[str]]]


def _say(stack: Stack, words: str) -> None:
    raw = any(name in _RAW for name, *_rest in stack) or stack[-1][0] in ("img", "youtube")
    address = stack[-1][0] in ("url", "email") and not stack[-1][1]
    stack[-1][2].append(words if raw or address else escaped(words))


def _open(stack: Stack, name: str, value: str) -> None:
    if name == "*" and stack[-1][0] == "*":
        _close(stack, "*")
    if len(stack) < DEEPEST:
        stack.append((name, value, []))


def _close(stack: Stack, name: str) -> None:
    while len(stack) > 1:
        tag, value, inner = stack.pop()
        stack[-1][2].append(_made(tag, value, "".join(inner)))
        if tag == name:
            break


def _made(tag: str, value: str, inner: str) -> str:
    if tag in _AROUND:
        return around(_AROUND[tag], inner)
    match tag:
        case "url":
            return linked(value or inner, inner if value else "") or escaped(inner)
        case "email" | "youtube":
            return escaped(inner)
        case "img":
            return linked(inner, "") or escaped(inner)
        case "quote":
            return quoted(inner, value.strip("\"'").split('"')[0])
        case "code":
            return fenced(inner)
        case "*":
            return "\n- " + inner.strip().replace("\n", "\n  ")
        case "list":
            return f"\n\n{inner.strip()}\n\n"
        case "spoiler":
            return f"\n\n:::spoiler\n{inner.strip()}\n:::\n\n"
        case "attachment":
            return f"*{inner.strip()}*" if inner.strip() else ""
    return inner
