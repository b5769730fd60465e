"""A community of any size, poured into the tables: spaces, members, topics whose lengths people's are, one of a thousand posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from bench.ground import WORDS, fresh_brand
from parvis.community.actions.houses import SpaceForm, make_space, open_community
from parvis.community.models import Member, Space, Topic
from parvis.community.rendering import VERSION, rendered
from parvis.conversations.actions.insert import insert_posts
from parvis.conversations.incoming import canonical_hash
from parvis.conversations.models import Post, Thread
from parvis.core.models import Account, Brand
from parvis.people.models import Identity, Person

SPACES, MEMBERS, LONGEST = 20, 2_000, 1_000
LEXICON = [*WORDS, *(a + b for a in ("lu", "mi", "ra", "to", "ve", "sa", "cha", "bri") for b in WORDS)]
TEXTS = 4_000


@dataclass(frozen=True, slots=True)
class Square:
    """`long`: the topic of LONGEST posts; `usual`: one of about the middle length, with a whole first page."""

    brand: Brand
    members: list[Member]
    spaces: list[Space]
    long: Topic
    usual: Topic


def pour(slug: str, posts: int, *, at: datetime | None = None) -> Square:
    """`posts` of about 60 words, twenty to a topic in the mean."""
    at = at or datetime.now(UTC)
    chance, brand = Random(7), fresh_brand(slug)
    community = open_community(brand, name="Place", by=None, at=at)
    spaces = [make_space(community, SpaceForm(f"Espace {n}"), by=None, at=at) for n in range(SPACES)]
    members = _members(brand, at)
    texts = [rendered(_text(chance)) for _ in range(TEXTS)]
    start, number = at - timedelta(days=300), 0
    lengths = [min(LONGEST, posts // 10)]
    while sum(lengths) < posts:
        lengths.append(min(max(1, int(chance.paretovariate(1.2) * 4)), 300, posts - sum(lengths)))
    made: list[Topic] = []
    step = timedelta(days=299) / max(posts, 1)
    for length in lengths:
        made.append(_topic(brand, chance, spaces, members, texts, length, start + number * step, step, len(made)))
        number += length
    for space in spaces:
        mine = Topic.objects.filter(space=space)
        Space.objects.filter(pk=space.pk).update(topic_count=mine.count())
    usual = next(topic for topic in made[len(made) // 2 :] if topic.post_count >= 20)
    return Square(brand, members, spaces, made[0], usual)


def _members(brand: Brand, at: datetime) -> list[Member]:
    names = [f"membre-{n}" for n in range(MEMBERS)]
    accounts = Account.objects.bulk_create(
        [Account(email=f"{name}@{brand.slug}.test", name=name.title(), created_at=at) for name in names]
    )
    people = Person.objects.bulk_create(
        [Person(brand=brand, name=name.title(), first_seen_at=at, last_seen_at=at) for name in names]
    )
    identities = Identity.objects.bulk_create(
        [
            Identity(
                brand=brand, network="parvis", remote_id=f"member:{account.pk}", handle=account.email.split("@")[0],
                name=account.name, person=person, first_seen_at=at,
            )
            for account, person in zip(accounts, people, strict=True)
        ]
    )  # fmt: skip
    return Member.objects.bulk_create(
        [
            Member(
                brand=brand, account=account, identity=identity, handle=identity.handle,
                handle_key=identity.handle.replace("-", ""), name=identity.name, joined_at=at, seen_at=at,
            )
            for account, identity in zip(accounts, identities, strict=True)
        ]
    )  # fmt: skip


def _text(chance: Random) -> str:
    """About sixty words, in two paragraphs."""
    words = [chance.choice(LEXICON) for _ in range(chance.randint(40, 80))]
    half = len(words) // 2
    words[3] = f"**{words[3]}**"
    return f"{' '.join(words[:half]).capitalize()}.\n\n{' '.join(words[half:]).capitalize()}."


def _topic(
    brand: Brand, chance: Random, spaces: list[Space], members: list[Member], texts: list[tuple[str, str, str]],
    length: int, start: datetime, step: timedelta, number: int,
) -> Topic:  # fmt: skip
    space = spaces[chance.randrange(len(spaces))]
    title = " ".join(chance.choice(LEXICON) for _ in range(7)).capitalize()
    writers = [members[min(int(chance.paretovariate(0.6)), len(members)) - 1] for _ in range(length)]
    last = start + step * (length - 1)
    thread = Thread.objects.create(
        brand=brand, place_id=space.place_id, remote_id=f"t{number}", title=title, author_id=writers[0].identity_id,
        last_seq=length, post_count=length, bumped_at=last,
    )  # fmt: skip
    insert_posts(
        [
            _post(thread, space, seq, writer, texts[chance.randrange(len(texts))], start + step * (seq - 1))
            for seq, writer in enumerate(writers, 1)
        ]
    )
    return Topic.objects.create(
        thread=thread, brand=brand, space=space, kind=space.kind, slug=f"sujet-{number}", title=title,
        author=writers[0], last_author=writers[-1], begun_at=start, bumped_at=last, post_count=length, last_seq=length,
    )  # fmt: skip


def _post(thread: Thread, space: Space, seq: int, writer: Member, text: tuple[str, str, str], at: datetime) -> Post:
    source, html, plain = text
    return Post(
        brand_id=thread.brand_id, place_id=space.place_id, thread=thread, seq=seq, remote_id=f"{thread.pk}-{seq}",
        author_id=writer.identity_id, format="markdown", source=source, html=html, text=plain, html_version=VERSION,
        at=at, received_at=at, canonical_hash=canonical_hash(plain),
    )  # fmt: skip
