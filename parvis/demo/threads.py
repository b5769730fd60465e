"""One thread at a time: a situation, a place, who begins, who answers whom and when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from parvis.demo import facts, phrases, rhythm, voice
from parvis.demo.cast import Pools
from parvis.demo.house import CRISIS_DAY, DAYS, PERSONAS
from parvis.demo.model import CaseType, DemoCase, DemoPersona, DemoPlace, DemoPost, Kind, Language
from parvis.demo.phrases import Deck, Situation

END = DAYS * rhythm.DAY
_KINDS: dict[str, Kind] = {"mailbox": "mail", "reviews": "review", "blog": "article", "press": "article"}
_PEERS = {
    "mailbox": 0.0,
    "reviews": 0.15,
    "blog": 1.5,
    "press": 1.5,
    "forum": 4.0,
    "space": 3.5,
    "page": 2.5,
    "video": 2.0,
    "account": 1.4,
    "hashtag": 1.2,
}
_PACE = {"mailbox": 14000, "reviews": 60000, "blog": 15000, "press": 9000, "forum": 7000, "space": 6000}
_ANSWERED = {
    "mailbox": 0.97,
    "reviews": 0.7,
    "forum": 0.3,
    "space": 0.55,
    "page": 0.8,
    "account": 0.85,
    "hashtag": 0.3,
    "blog": 0.4,
    "press": 0.3,
    "video": 0.1,
}
_CASE: dict[str, CaseType] = {
    "complaint": "complaint",
    "question": "question",
    "praise": "praise",
    "crisis": "crisis",
    "suggestion": "suggestion",
    "irony": "complaint",
    "comparison": "suggestion",
}
_DEPARTMENT = {
    "complaint": "relation",
    "question": "community",
    "praise": "community",
    "crisis": "exploitation",
    "suggestion": "exploitation",
}
_OUTCOME = {
    "complaint": ("remboursé", "expliqué", "geste commercial"),
    "question": ("répondu",),
    "praise": ("remercié", "transmis à l’équipage"),
    "crisis": ("rappelé et remboursé", "rappelé"),
    "suggestion": ("transmis à l’exploitation", "noté au carnet des idées"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A thread's posts, parents before children and in time order, and the case it opened, if any."""

    posts: tuple[DemoPost, ...]
    case: DemoCase | None


@dataclass(slots=True)
class _Draft:
    key: str
    place: DemoPlace
    situation: Situation
    slots: dict[str, str]
    title: str
    posts: list[DemoPost]
    spoken: set[str]
    root: int = 0
    answer: int = 0


class Teller:
    """Tells threads one after the other from one source of chance; the same calls tell the same story."""

    def __init__(self, pools: Pools, rng: Random) -> None:
        self._pools = pools
        self._rng = rng
        self._decks: dict[tuple[str, str], Deck] = {}
        self._count = 0
        self._recent: dict[str, None] = {}

    def tell(self, situation: Situation, place: DemoPlace, second: int, limit: int) -> Told:
        """At most `limit` posts, the first at `second` after the scenario's start, none after its end."""
        self._count += 1
        slots = facts.draw(situation.language, self._rng)
        draft = _Draft(f"t{self._count}", place, situation, slots, "", [], set())
        self._begin(draft, second)
        draft.slots["first"] = self._first_name(draft.posts[0].author)
        if limit > 1:
            self._discuss(draft)
        posts = tuple(sorted(draft.posts, key=lambda post: post.at)[:limit])
        return Told(posts, self._case(draft, posts))

    def _begin(self, draft: _Draft, second: int) -> None:
        situation, place = draft.situation, draft.place
        ours = situation.by == "brand"
        author = self._persona(situation.language).identities if ours else ()
        if ours:
            key = next(identity.key for identity in author if identity.network == place.network)
        elif situation.by:
            key = f"{situation.by}/{place.network}"
        else:
            key = self._pools.draw(place.network, situation.language, self._rng)
        text = (
            self._once(draft, "root")
            if not situation.parts
            else "\n\n".join(
                voice.capital(phrases.expand(self._deal(situation, f"part{number}", part), draft.slots, self._rng))
                for number, part in enumerate(situation.parts)
            ).strip()
        )
        titles = phrases.fitting(situation, "title", situation.titles, draft.root)
        if titles:
            title = self._deal(situation, f"title{draft.root}", titles)
            draft.title = voice.capital(phrases.expand(title, draft.slots, self._rng))
        kind = _KINDS.get(place.kind, "post")
        self._write(draft, None, key, second, text, kind, "out" if ours else "in")

    def _discuss(self, draft: _Draft) -> None:
        situation, rng, place = draft.situation, self._rng, draft.place
        root = draft.posts[0]
        started = int(root.at.total_seconds())
        if (situation.brand and rng.random() < _ANSWERED[place.kind] and place.kind != "hashtag") or situation.scripted:
            self._answer(draft, root, started)
        wanted = min(situation.size, 18) if situation.size and not situation.scripted else situation.size
        average = wanted or _PEERS[place.kind]
        count = situation.size if situation.scripted else int(rng.expovariate(1 / average)) if average else 0
        for _ in range(min(count, 60) if not situation.scripted else count):
            self._chime_in(draft, root, started)

    def _answer(self, draft: _Draft, root: DemoPost, started: int) -> None:
        if not draft.situation.brand:
            return
        rng = self._rng
        at = rhythm.office(started, 15000 if draft.place.kind in ("mailbox", "reviews") else 5000, rng)
        persona = self._persona(draft.situation.language)
        key = next(identity.key for identity in persona.identities if identity.network == draft.place.network)
        text = self._once(draft, "brand")
        answer = self._write(draft, root, key, at, text, self._reply_kind(draft), "out", persona)
        if answer and draft.situation.author and draft.place.kind != "reviews" and rng.random() < 0.6:
            back = rhythm.later(at, _PACE.get(draft.place.kind, 2400), rng)
            self._write(draft, answer, root.author, back, self._once(draft, "author"), self._reply_kind(draft), "in")

    def _chime_in(self, draft: _Draft, root: DemoPost, started: int) -> None:
        situation, rng = draft.situation, self._rng
        if not situation.peers or (not situation.fresh and not situation.size and len(draft.spoken) > 40):
            return
        if situation.fresh or situation.scripted:
            draft.slots.update(facts.draw(situation.language, rng), first=self._first_name(root.author))
        elif sum(post.direction == "in" for post in draft.posts) > len(situation.peers) + 2:
            return
        pace = 50000 if situation.key == "fr-video-lou" else _PACE.get(draft.place.kind, 1800)
        at = rhythm.later(started, pace, rng)
        key = self._pools.draw(draft.place.network, situation.language, rng)
        if key == root.author:
            return
        text = self._once(draft, "peer")
        said = self._write(draft, root, key, at, text, self._reply_kind(draft), "in") if text else None
        if (
            said
            and not phrases.fits().get(situation.key, {}).get("author")
            and situation.author
            and root.direction == "in"
            and rng.random() < 0.2
        ):
            back = rhythm.later(at, pace / 2, rng)
            self._write(draft, said, root.author, back, self._once(draft, "author"), self._reply_kind(draft), "in")

    def _write(
        self,
        draft: _Draft,
        parent: DemoPost | None,
        author: str,
        second: int,
        text: str,
        kind: Kind,
        direction: str,
        persona: DemoPersona | None = None,
    ) -> DemoPost | None:
        if second >= END or not text:
            return None
        place, situation, language, rng = draft.place, draft.situation, draft.situation.language, self._rng
        folded = ""
        if direction == "in" and kind != "article":
            text = self._dress(draft, text, author, parent)
        elif persona is not None:
            text = voice.neat(f"{voice.hailed(text, draft.slots['first'], language, rng)}", language)
            text += f"\n\n{persona.signature[language]}"
        else:
            text = voice.neat(text, language)
        if place.kind == "mailbox" and parent is not None:
            folded = voice.quote(parent.text, self._name(parent.author), language)
        title = draft.title if parent is None and place.kind not in ("account", "hashtag", "page") else ""
        if place.kind == "mailbox":
            title = draft.title if parent is None else f"Re: {draft.title}"
        key = f"{draft.key}-{len(draft.posts)}"
        post = DemoPost(
            key,
            place.key,
            draft.key,
            draft.title,
            parent.key if parent else None,
            author,
            timedelta(seconds=second),
            kind,
            title,
            text,
            language,
            "out" if direction == "out" else "in",
            folded,
            "" if place.network == "email" else f"{place.address}#{key}",
            self._metrics(situation, place, parent, second),
        )
        draft.posts.append(post)
        return post

    def _dress(self, draft: _Draft, text: str, author: str, parent: DemoPost | None) -> str:
        kind, language, rng = draft.place.kind, draft.situation.language, self._rng
        text = voice.humanise(voice.capital(text), author, draft.situation.mood, language, rng)
        if kind == "mailbox":
            return voice.mail(text, self._name(author), language, rng)
        if kind == "hashtag" or (kind == "account" and rng.random() < 0.25 and parent is None):
            return voice.tagged(text, language, rng)
        return voice.to_forum(text, language, rng) if kind in ("forum", "space") and parent is None else text

    def _metrics(
        self, situation: Situation, place: DemoPlace, parent: DemoPost | None, second: int
    ) -> Mapping[str, int]:
        if place.kind == "reviews" and parent is None:
            stars = {"complaint": (1, 2, 2, 3), "praise": (4, 5, 5), "crisis": (1, 1, 2)}.get(situation.mood, (3, 4))
            return {"stars": self._rng.choice(stars)}
        if place.kind not in ("account", "hashtag", "page", "video"):
            return {}
        strength = 3.0 if situation.phase and parent is None else 1.0
        likes = int(self._rng.lognormvariate(strength, 1.2))
        views = {"views": 412_000} if situation.by == "lou" else {}
        return {"likes": likes, "reposts": likes // 5, **views}

    def _once(self, draft: _Draft, role: str) -> str:
        """A text not yet said in this thread nor lately elsewhere; "" when the thread has used up its words."""
        situation = draft.situation
        everything = {
            "root": situation.roots,
            "brand": situation.brand,
            "peer": situation.peers,
            "author": situation.author,
        }[role]
        answered = draft.answer if role == "author" else draft.root
        pool = everything if role == "root" else phrases.fitting(situation, role, everything, answered)
        for _ in range(8 if pool else 0):
            template = self._deal(situation, f"{role}{answered}", pool)
            if template in draft.spoken and not (draft.situation.fresh or draft.situation.size):
                continue
            text = phrases.expand(template, draft.slots, self._rng)
            if text not in self._recent:
                draft.spoken.add(template)
                if role == "root":
                    draft.root = everything.index(template)
                elif role == "brand":
                    draft.answer = everything.index(template)
                self._recent[text] = None
                if len(self._recent) > 20_000:
                    del self._recent[next(iter(self._recent))]
                return text
        return phrases.expand(pool[0], draft.slots, self._rng) if pool and role in ("root", "brand") else ""

    def _deal(self, situation: Situation, role: str, pool: tuple[str, ...]) -> str:
        deck = self._decks.get((situation.key, role))
        if deck is None:
            deck = self._decks[situation.key, role] = Deck(pool)
        return deck.deal(self._rng)

    def _persona(self, language: Language) -> DemoPersona:
        weights = (6, 2, 3, 1, 1) if language == "fr" else (2, 9, 0, 0, 1)
        return self._rng.choices(PERSONAS, weights)[0]

    def _name(self, author: str) -> str:
        return self._pools.names.get(author, "La Veilleuse")

    def _first_name(self, author: str) -> str:
        return self._name(author).split(" ")[0]

    def _reply_kind(self, draft: _Draft) -> Kind:
        if draft.place.kind == "mailbox":
            return "mail"
        return "comment" if draft.place.kind in ("blog", "press", "video", "page") else "reply"

    def _case(self, draft: _Draft, posts: tuple[DemoPost, ...]) -> DemoCase | None:
        root, rng = posts[0], self._rng
        kind = _CASE.get(draft.situation.mood)
        if root.direction == "out" or kind is None or not (draft.place.owned or draft.place.kind == "reviews"):
            return None
        answer = next((post for post in posts if post.direction == "out"), None)
        age = timedelta(seconds=END) - root.at
        seat = rng.choice(("ines", "ines", "tom", "maelle", "jeanne"))
        case = DemoCase(root.key, root.thread, kind, "open", root.at, _DEPARTMENT[kind])
        if answer is None:
            return _unanswered(case, age, seat, rng)
        back = next((post for post in posts if post.parent == answer.key), None)
        if back is None and age < timedelta(days=6) and rng.random() < 0.5:
            return _with(case, "waiting", seat, answer.at)
        closed = min((back or answer).at + timedelta(hours=rng.randint(1, 20)), timedelta(seconds=END - 1))
        note = "Nuit du 5771 : voir le compte rendu." if root.at.days in range(CRISIS_DAY, CRISIS_DAY + 4) else ""
        return _with(case, "closed", seat, answer.at, closed=closed, outcome=rng.choice(_OUTCOME[kind]), note=note)


def _with(
    case: DemoCase,
    state: str,
    seat: str | None,
    first_reply: timedelta | None,
    *,
    closed: timedelta | None = None,
    until: timedelta | None = None,
    outcome: str = "",
    note: str = "",
    late: bool = False,
) -> DemoCase:
    known = next(each for each in ("open", "waiting", "snoozed", "closed") if each == state)
    return DemoCase(
        case.post,
        case.thread,
        case.type,
        known,
        case.opened,
        case.department,
        seat,
        first_reply,
        closed,
        until,
        outcome,
        note,
        late,
    )


def _unanswered(case: DemoCase, age: timedelta, seat: str, rng: Random) -> DemoCase | None:
    """Old threads that nobody answered settled by themselves; recent ones still wait, some of them too long."""
    if age < timedelta(days=4):
        late = age > timedelta(hours=24)
        return _with(case, "open", seat if rng.random() < 0.5 else None, None, late=late)
    if age < timedelta(days=12) and rng.random() < 0.3:
        until = timedelta(seconds=END) + timedelta(days=rng.randint(1, 6))
        return _with(case, "snoozed", seat, None, until=until, note="Attend le retour de l’exploitation.")
    closed = case.opened + timedelta(days=2)
    return _with(case, "closed", seat, None, closed=closed, outcome="répondu par la communauté")
