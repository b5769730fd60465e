"""The words of a post as they were written, for whoever counts or shows them: nothing is changed, no word is endless.

French elides (l’|eau, qu’|il) and ties pronouns to its verbs (a|-t-il, dis|-moi); English does neither, and nothing is
lost by cutting “it's” nowhere. Addresses, mentions, tags, figures, abbreviations, smileys and emoji each stay whole.
"""

from __future__ import annotations

import re

LIMIT = 10_000
_WORD = r"[^\W_]"
_TIED = r"-(?:t-)?(?:ils?|elles?|on)\b|-(?:je|tu|nous|vous|ce|moi|toi|lui|leur|les?|la|en|y|pas)\b(?!-)"
_KEPT = (
    r"aujourd['’]hui|quelqu['’]une?|presqu['’]îles?|prud['’]hom\w+|entr['’]\w+|d['’]accord(?=-)|l['’]on(?!\w)"
    r"|rendez-vous|au-delà|par-delà|là-dessus|vis-à-vis|c['’]est-à-dire|peut-être|sauve-qui-peut|m['’]as-tu-vu"
)
_TOKEN = re.compile(
    r"https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]'’]|www\.[^\s<>«»\"]*[^\s<>«»\".,;:!?)\]'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[@#]\w+"
    rf"|{_KEPT}"
    r"|(?:jusqu|lorsqu|puisqu|quoiqu|qu|[cdjlmnstç])['’](?=\w)"
    r"|(?:M|St|Mr|Mrs|Dr|Me|Mme|p)\.(?=\s+[A-ZÀ-Ý0-9])"
    r"|\d+(?:[.,:/]\d+)+(?:e|er|è|ème|h)?\b|\d{1,3}(?:[ \u00a0\u202f]\d{3})+\b"
    rf"|{_TIED}"
    r"|\w+(?:(?:['’]|-(?!(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|moi|toi|lui|leur|les?|la|en|y)\b(?!-))|(?<=\w)\.(?=\w\.))\w+)*"
    r"|<3|[:;=8][-'o]?[()\[\]DPpOo/|]+(?!\w)|\^_?\^|-{2,}|\.{2,}|[!?]+"
    r"|[\U0001f1e6-\U0001f1ff]{2}"
    r"|[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
    r"|[^\w\s\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]",
    re.IGNORECASE,
)


def wording(text: str) -> list[str]:
    """Of the first `LIMIT` characters. Joined, they are the text without its blanks and invisible marks."""
    return _TOKEN.findall(text[:LIMIT])
