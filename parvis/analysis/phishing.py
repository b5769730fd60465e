"""Addresses that pretend, in a post: the worst one decides, and a post that presses for a click makes it worse."""

from __future__ import annotations

import math
import re

from parvis.analysis.addresses import parsed, suspicion
from parvis.analysis.judgement import Evidence, Phishing, Span
from parvis.analysis.tokens import Tokens

NOTHING = Phishing(0.0, (), ())
MOST = 20
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»]+")
_ANCHOR = re.compile(
    r"<a\s[^>]{0,300}?href=[\"']?(https?://[^\s\"'>]+)[^>]{0,300}>([^<]{1,300})</a>|\[([^\]]{1,300})\]\((https?://[^\s)]+)\)"
)
_SHOWN = re.compile(r"(?:https?://|www\.)?((?:[\w-]+\.)+[a-z]{2,})")
_PRESSES = re.compile(
    r"\b(?:suspen[ds]|bloqu|expir|locked|suspended|on hold|en attente|verif|vérif|confirm|regularis|régularis|urgent|24 ?h"
    r"|frais|amende|fine|refund|rembours|tax|colis|parcel|gagn|won\b|claim|réclam|cliquez|click)"
)


def phishing(read: Tokens) -> Phishing:
    """Nothing where there is no address: words alone are spam's matter."""
    if "http" not in read.clean and "www." not in read.clean:
        return NOTHING
    worst = 0.0
    reasons: tuple[str, ...] = ()
    evidence: Evidence = ()
    pressed = 0.9 if _PRESSES.search(_ADDRESS.sub(" ", read.clean)) else 0.0
    for found in list(_ADDRESS.finditer(read.clean))[:MOST]:
        score, clues = suspicion(found[0].rstrip(".,;:!?)]"))
        pleaded = [clue for clue in clues if clue.weight > 0]
        if pleaded and pressed:
            score = _more(score, pressed)
        if score > worst:
            worst = score
            reasons = tuple(clue.reason for clue in sorted(pleaded, key=lambda clue: -clue.weight))
            evidence = (read.stretch(found.start(), found.end(), round(score, 4)),) if pleaded else ()
    for span in _mismatched(read):
        worst, reasons, evidence = max(worst, 0.9), ("shows another address", *reasons), (span, *evidence)
    return Phishing(round(worst, 4), reasons, evidence)


def _more(score: float, by: float) -> float:
    score = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(math.log(score / (1 - score)) + by)))


def _mismatched(read: Tokens) -> list[Span]:
    """Links whose words are one address and whose target is another."""
    spans = []
    for found in list(_ANCHOR.finditer(read.clean))[:MOST]:
        target, words = found[1] or found[4], found[2] or found[3]
        shown = _SHOWN.fullmatch(words.strip().partition("/")[0] if "://" not in words else words.strip().split("/")[2])
        if shown and parsed(shown[1]).domain != parsed(target).domain:
            spans.append(read.stretch(found.start(), found.end(), 0.9))
    return spans
