"""What somebody speaks of, in what tone and when: figures over their latest posts, each of which opens onto its posts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from parvis.conversations.models import Place, Post
from parvis.conversations.queries import latest_ids
from parvis.core.folding import fold_tokens
from parvis.listening.models import Hit, Watch
from parvis.listening.query.stopwords import STOP_WORDS

LATEST = 200
"""Posts behind the figures: the latest, so that the figures cost the same for everybody."""
WORDED = 60
"""Posts whose words are counted: the latest, so that a great talker's page costs what anybody's does."""
WORDS, TAGS, PLACES, MONTHS = 12, 12, 6, 12
MOODS = ("positive", "neutral", "negative", "uncertain")


class Said(NamedTuple):
    """One of the latest posts. `at`: in the brand's zone; `words`: empty beyond the first WORDED."""

    pk: int
    at: datetime
    place_id: int
    mood: str
    tags: Sequence[str]
    words: frozenset[str]


@dataclass(frozen=True)
class Portrait:
    """Figures over `said`, newest first. A figure is named by a word (`mood:negative`), which `behind` opens."""

    said: list[Said]
    watches: list[tuple[Watch, int]]
    places: list[tuple[Place, int]]
    caught: dict[int, set[int]] = field(default_factory=dict)

    @property
    def moods(self) -> dict[str, int]:
        counted = Counter(post.mood for post in self.said)
        return {mood: counted[mood] for mood in MOODS}

    @property
    def months(self) -> list[tuple[datetime, dict[str, int]]]:
        """The last months in which they spoke, oldest first: how many posts of each mood."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        first: dict[str, datetime] = {}
        for post in self.said:
            found[f"{post.at:%Y-%m}"][post.mood] += 1
            first[f"{post.at:%Y-%m}"] = post.at
        return [(first[month], {m: found[month][m] for m in MOODS}) for month in sorted(found)[-MONTHS:]]

    @property
    def hours(self) -> list[list[int]]:
        """Posts by weekday (Monday first) and hour of the day, in the brand's zone."""
        counted = Counter((post.at.weekday(), post.at.hour) for post in self.said)
        return [[counted[day, hour] for hour in range(24)] for day in range(7)]

    @property
    def words(self) -> list[tuple[str, int]]:
        """Words that stand in at least two of the latest posts, most frequent first."""
        counted = Counter(word for post in self.said for word in post.words)
        return [(word, n) for word, n in counted.most_common(WORDS) if n > 1]

    @property
    def tags(self) -> list[tuple[str, int]]:
        return Counter(tag for post in self.said for tag in set(post.tags)).most_common(TAGS)

    def behind(self, figure: str) -> list[int]:
        """The posts that a figure counts; none for a word that names no figure."""
        kind, _, value = figure.partition(":")
        return [post.pk for post in self.said if self._counts(post, kind, value)]

    def _counts(self, post: Said, kind: str, value: str) -> bool:
        match kind:
            case "mood":
                return post.mood == value
            case "month":
                month, _, mood = value.partition(":")
                return f"{post.at:%Y-%m}" == month and mood in ("", post.mood)
            case "hour":
                return f"{post.at.weekday()}-{post.at.hour}" == value
            case "tag":
                return value in post.tags
            case "word":
                return value in post.words
            case "watch":
                return value.isdecimal() and post.pk in self.caught.get(int(value), set())
        return False


def portrait(brand_id: int, zone: str, identity_ids: Sequence[int]) -> Portrait:
    """Six queries at most, over the LATEST posts whatever was ever said."""
    ids = latest_ids(brand_id, identity_ids, limit=LATEST)
    rows = Post.objects.filter(pk__in=ids).values_list(
        "pk", "at", "place_id", "reading__sentiment", "reading__uncertain", "tags"
    )
    texts = dict(Post.objects.filter(pk__in=ids[:WORDED]).values_list("pk", "text"))
    local = ZoneInfo(zone)
    found = {
        pk: Said(pk, at.astimezone(local), place, _mood(mood, unsure), tags, _words(texts.get(pk, "")))
        for pk, at, place, mood, unsure, tags in rows
    }
    said = [found[pk] for pk in ids]
    caught: dict[int, set[int]] = defaultdict(set)
    for watch_id, post_id in Hit.objects.filter(post_id__in=ids).values_list("watch_id", "post_id"):
        caught[watch_id].add(post_id)
    watches = Watch.objects.filter(brand_id=brand_id).in_bulk(list(caught))
    spoken = Counter(post.place_id for post in said).most_common(PLACES)
    places = Place.objects.in_bulk([pk for pk, _n in spoken])
    return Portrait(
        said=said,
        watches=sorted(
            ((watches[pk], len(posts)) for pk, posts in caught.items()), key=lambda one: (-one[1], one[0].name)
        ),
        places=[(places[pk], n) for pk, n in spoken],
        caught=caught,
    )


def _mood(sentiment: str | None, uncertain: bool | None) -> str:
    return "uncertain" if uncertain or not sentiment else sentiment


def _words(text: str) -> frozenset[str]:
    """Words worth counting, each once: of four letters and more, not what every sentence is made of."""
    return frozenset(
        word for word in fold_tokens(text[:2000]) if len(word) > 3 and word not in STOP_WORDS and not word.isdigit()
    )
