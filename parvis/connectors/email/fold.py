"""Cut a mail in two: what its author wrote, and what a reader wants hidden at first (quotations, signature).

By lines and in linear time. mail-parser-reply was measured first: its expressions are quadratic (8 kB of "On a a a…"
take 1.5 s), they miss Gmail's French "a écrit :" after a no-break space or on a second line, and hide all that follows
a line such as "Thanks, but it still fails". A forwarded message is what its sender wanted to show: it stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_LINE = 400
ATTRIBUTION_LINES = 4

WROTE = re.compile(
    r"(?:\ba [ée]crit|\bécrivait|\bwrote|\bschrieb|\bescribió|\bha scritto|\bschreef|\bescreveu|\bkirjoitti)\b[^:]{0,80}:$"
    r"|<[^<>\s]+@[^<>\s]+>\s*:$",
    re.IGNORECASE,
)
"""Ends "Le 3 mars 2025, Jean a écrit :" and, in any language, a line that gives an address and a colon."""
DATED = re.compile(r"\d{1,2}:\d{2}|\d{1,2}h\d{2}|\b(?:19|20)\d{2}\b|@|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", re.I)

FROM_FIELDS = {"de", "from", "von", "van", "da"}
FIELD_NAMES = {
    "envoyé": "date", "envoyé le": "date", "date": "date", "sent": "date", "gesendet": "date", "verzonden": "date",
    "inviato": "date", "enviado": "date", "enviado el": "date",
    "objet": "subject", "sujet": "subject", "subject": "subject", "betreff": "subject", "onderwerp": "subject",
    "oggetto": "subject", "asunto": "subject", "assunto": "subject",
    "à": "to", "a": "to", "pour": "to", "to": "to", "an": "to", "aan": "to", "para": "to",
    "cc": "cc", "copie à": "cc", "répondre à": "cc", "reply-to": "cc",
}  # fmt: skip
FIELD = re.compile(
    rf"^[*_ ]*({'|'.join(sorted({*FROM_FIELDS, *FIELD_NAMES}, key=len, reverse=True))})[*_]*\s*:[*_]*\s*(.*)$",
    re.IGNORECASE,
)

ORIGINAL = re.compile(
    r"^[-_ ]{2,}\s*(?:message d'origine|message original|original message|courriel original)\s*[-_ ]{2,}$", re.I
)
FORWARDED = re.compile(
    r"^(?:[-_ ]{2,}\s*(?:message transféré|forwarded message|message réexpédié|courriel transféré)\s*[-_ ]*"
    r"|début du message (?:transféré|réexpédié)\s*:|begin forwarded message\s*:)$",
    re.I,
)
RULE = re.compile(r"^[_-]{10,}$")
FOOTER = re.compile(r"^__+$")
DASHES = ("--", "—", "––")

DEVICE = re.compile(
    r"^(?:envoyé (?:de|depuis) (?:mon|ma|mes|l.application|outlook|yahoo|proton|orange|ma|la)\b.{0,80}"
    r"|envoyé à partir de .{0,80}|télécharger outlook .{0,80}|obtenir outlook .{0,80}"
    r"|sent from (?:my|mail|outlook|yahoo|proton|the)\b.{0,80}|get outlook for .{0,80}"
    r"|provenance : courrier pour windows.{0,20})$",
    re.I,
)
CLOSING = re.compile(
    r"^(?:(?:bien |très |tres )?cordialement|(?:sincères |meilleures |cordiales )?salutations(?: distinguées)?"
    r"|bien à (?:vous|toi)|cdlt|cdt|(?:best|kind|warm|kindest) regards|regards|yours (?:sincerely|faithfully|truly)|sincerely"
    r"|best wishes|cheers|bonne (?:journée|soirée|réception)(?: à (?:vous|toi|tous))?)\s*[,.!]?$",
    re.I,
)
DISCLAIMER = re.compile(
    r"^(?:ce (?:message|courriel|mail|courrier)\b.{0,120}\bconfidentiel|this (?:e-?mail|message)\b.{0,120}\bconfidential"
    r"|(?:avis de confidentialité|confidentiality notice|disclaimer)\b|avant d'imprimer\b|pensez à l'environnement\b"
    r"|please consider the environment\b)",
    re.I,
)
LONGEST_SIGNATURE = 12
WIDEST_SIGNATURE_LINE = 100


@dataclass(frozen=True, slots=True)
class Folding:
    """`body`: the author's own words, a forwarded message included. `folded`: the rest, in its order."""

    body: str
    folded: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `start` to `end` (excluded) of one nature."""

    start: int
    end: int
    quote: bool


def plainly(line: str) -> str:
    """A line as the rules read it: ordinary spaces and apostrophes, bounded."""
    return " ".join(line[:LONGEST_LINE].replace("\u2019", "'").split())


def fold(text: str, subject_mark: str = "") -> Folding:
    """Split a body. `subject_mark` "forward" (the subject says TR: or Fwd:) keeps what follows a header block."""
    lines = text.split("\n")
    plain = [plainly(line) for line in lines]
    forward = forward_start(plain, subject_mark)
    blocks = split_blocks(plain[:forward])
    while forward == len(lines) and len(blocks) > 1 and (blocks[-1].quote or only_signature(plain, blocks)):
        blocks.pop()
    quotes = [block for block in blocks if block.quote]
    if len(quotes) == 1 and blocks[0].quote and len(blocks) > 1:
        blocks.pop(0)
    kept = [index for block in blocks for index in range(block.start, block.end)]
    if forward == len(lines):
        del kept[signature_start([plain[index] for index in kept]) :]
    kept += range(forward, len(lines))
    body = "\n".join(lines[index] for index in kept).strip()
    if not body:
        return Folding(text.strip(), "")
    shown = set(kept)
    return Folding(body, "\n".join(line for index, line in enumerate(lines) if index not in shown).strip())


def only_signature(plain: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether nothing but a signature or a list's footer stands below the last quotation."""
    last = [line for line in plain[blocks[-1].start : blocks[-1].end] if line]
    return blocks[-2].quote and signature_start(last) == 0


def split_blocks(plain: Sequence[str]) -> list[Block]:
    """Text and quotations in turn; empty lines go with what stands before them."""
    blocks: list[Block] = []
    index = 0
    while index < len(plain):
        end, quote = next_stretch(plain, index)
        if blocks and (blocks[-1].quote == quote or not any(plain[index:end])):
            blocks[-1] = Block(blocks[-1].start, end, blocks[-1].quote)
        else:
            blocks.append(Block(index, end, quote))
        index = end
    return blocks


def next_stretch(plain: Sequence[str], index: int) -> tuple[int, bool]:
    """(first line after what starts here, whether it is a quotation)."""
    if plain[index].startswith(">"):
        return index + 1, True
    if starts_header_block(plain, index):
        return len(plain), True
    after = attribution_end(plain, index)
    if not after:
        return index + 1, False
    following = next_words(plain, after)
    if following.startswith(">"):
        return after, True
    said = WROTE.search(" ".join(plain[index:after])) is not None
    return (len(plain), True) if said and following else (index + 1, False)


def next_words(plain: Sequence[str], index: int) -> str:
    """The first line with words at or just after `index`; "" when five empty ones stand before it."""
    return next((line for line in plain[index : index + 6] if line), "")


def attribution_end(plain: Sequence[str], index: int) -> int:
    """The line after "Le 3 mars 2025 à 10:12, Jean <j@x.fr> a écrit :", which may be broken in four; 0 when it is none."""
    joined = ""
    for count in range(1, ATTRIBUTION_LINES + 1):
        if index + count > len(plain) or not plain[index + count - 1] or plain[index + count - 1].startswith(">"):
            return 0
        joined = f"{joined} {plain[index + count - 1]}".strip()
        if not joined.endswith(":"):
            continue
        quoted = next_words(plain, index + count).startswith(">")
        return index + count if DATED.search(joined) and (WROTE.search(joined) or (quoted and count <= 2)) else 0
    return 0


def starts_header_block(plain: Sequence[str], index: int) -> bool:
    """Outlook's way: a rule or nothing, then "De : … Envoyé : … À : … Objet : …" (or an "original message" line)."""
    line = plain[index]
    if ORIGINAL.match(line):
        return True
    if RULE.match(line):
        following = next((at for at in range(index + 1, min(index + 4, len(plain))) if plain[at]), index)
        return following != index and not RULE.match(plain[following]) and starts_header_block(plain, following)
    return len(header_block(plain, index)) >= 2


def header_block(plain: Sequence[str], index: int) -> dict[str, str]:
    """The fields of a header block that starts here with its From; {} when none does."""
    first = FIELD.match(plain[index].lstrip("> "))
    if not first or first[1].lower() not in FROM_FIELDS:
        return {}
    fields = {"from": first[2].strip(" *")}
    for line in [line.lstrip("> ") for line in plain[index + 1 : index + 9]]:
        found = FIELD.match(line)
        if found and found[1].lower() in FIELD_NAMES:
            fields[FIELD_NAMES[found[1].lower()]] = found[2].strip(" *")
        elif not found and line and len(fields) > 1:
            break
    return fields


def forward_start(plain: Sequence[str], subject_mark: str) -> int:
    """Where a forwarded message begins; the number of lines when there is none."""
    for index, line in enumerate(plain):
        if FORWARDED.match(line.lstrip("> ")) or (subject_mark == "forward" and starts_header_block(plain, index)):
            return index
    return len(plain)


def forwarded_fields(text: str, subject_mark: str) -> dict[str, str]:
    """ "from", "date", "subject", "to" and "body" of the message forwarded in this text; {} when there is none."""
    lines = text.split("\n")
    plain = [plainly(line) for line in lines]
    start = forward_start(plain, subject_mark)
    for index in range(start, min(start + 6, len(lines))):
        fields = header_block(plain, index)
        if fields:
            after = next((at for at in range(index, len(lines)) if not plain[at].lstrip("> ")), len(lines))
            return fields | {"body": "\n".join(lines[after:]).strip()}
    return {}


def signature_start(plain: Sequence[str]) -> int:
    """Index of the first line of the signature among the author's lines; their number when there is none."""
    end = len(plain)
    for index, line in enumerate(plain):
        if line == "--" or DISCLAIMER.match(line):
            end = index
            break
    for index in range(end - 1, max(-1, end - 3 * LONGEST_SIGNATURE), -1):
        rest = [line for line in plain[index:end] if line]
        if len(rest) > LONGEST_SIGNATURE + 1:
            break
        if closes(plain[index], rest) or (FOOTER.match(plain[index]) and len(rest) <= 7):
            end = index
    return end


def closes(line: str, rest: Sequence[str]) -> bool:
    """Whether a signature begins with this line, `rest` being it and the lines below: short ones that ask nothing."""
    if DEVICE.match(line):
        return len(rest) <= 4
    return (line in DASHES or bool(CLOSING.match(line))) and not any(
        "?" in one or len(one) > WIDEST_SIGNATURE_LINE for one in rest
    )
