"""One reading of a site: new articles, articles that changed, comments, what waits for a decision, what vanished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from parvis.connectors.contract import Budget, Item, Page
from parvis.connectors.moments import moment
from parvis.connectors.wordpress.cursor import REMEMBERED, WINDOW, Reel, State, newest, written
from parvis.connectors.wordpress.items import Row, article, comment, date_of
from parvis.connectors.wordpress.me import Me, whoami
from parvis.connectors.wordpress.rest import Rest, Value

MOST = 100
"""Rows that WordPress gives at once."""
OVERLAP = timedelta(hours=1)
DECIDING = timedelta(minutes=5)
"""Between two readings of a site that we moderate: somebody waits there for a decision."""
EARLY = datetime.min.replace(tzinfo=UTC)
_ARTICLE = "id,author,date_gmt,modified_gmt,link,title,content,_links,_embedded"
_COMMENT = (
    "id,post,parent,author,author_name,author_url,date_gmt,content,link,status,type,author_avatar_urls,_links,_embedded"
)


@dataclass
class Reading:
    rest: Rest
    state: State
    budget: Budget
    items: dict[str, Item] = field(default_factory=dict)
    deletions: list[str] = field(default_factory=list)

    def run(self) -> Page:
        me = whoami(self.rest)
        more = self._articles(me)
        more = self._comments(me) or more
        found = sorted(self.items.values(), key=_order)
        wait = DECIDING if me.edits else None
        return Page(tuple(found), self.state.dump(), more=more, deletions=tuple(self.deletions), wait=wait)

    @property
    def _rows(self) -> int:
        return max(1, min(MOST, self.budget.items))

    def _articles(self, me: Me) -> bool:
        """True when there is more. Edits are looked for once all articles are read."""
        first = self.state.changes is None
        reel, ended = self._turn(self.state.articles, OVERLAP, self._asked_articles("date"), date_of, me)
        self.state = replace(self.state, articles=reel)
        if not ended:
            return True
        if first:
            self.state = replace(self.state, changes=Reel(since=reel.since))
            return False
        reel, ended = self._turn(self.state.changes or Reel(), OVERLAP, self._asked_articles("modified"), _changed, me)
        self.state = replace(self.state, changes=reel)
        return not ended

    def _asked_articles(self, by: str) -> Callable[[Reel], Sequence[Row]]:
        after = "after" if by == "date" else "modified_after"
        return lambda reel: self.rest.list(
            "wp/v2/posts", orderby=by, order="asc", per_page=self._rows, page=reel.page, _embed="author",
            _fields=_ARTICLE, **{after: f"{reel.since}Z"},
        ).rows  # fmt: skip

    def _turn(
        self,
        reel: Reel,
        overlap: timedelta,
        asked: Callable[[Reel], Sequence[Row]],
        date: Callable[[Row], datetime | None],
        me: Me,
    ) -> tuple[Reel, bool]:
        """One page of articles. (where to go on, whether the pass is over)"""
        rows = asked(reel)
        for row in rows:
            self._keep(article(row, self.rest.site, me))
        last = max((at for row in rows if (at := date(row))), default=None)
        if len(rows) >= self._rows:
            return reel.onward(last), False
        return reel.ended(last, overlap), True

    def _comments(self, me: Me) -> bool:
        reel = self.state.comments
        rows = self._listed(me, after=f"{reel.since}Z", order="asc", page=reel.page)
        dates = {str(row["id"]): written(at) for row in rows if (at := date_of(row))}
        given = newest({**self.state.given, **dates})
        last = max((at for row in rows if (at := date_of(row))), default=None)
        if len(rows) >= self._rows:
            self.state = replace(self.state, comments=reel.onward(last), given=given)
            return True
        self._vanished(me, given)
        self._waiting(me, rows)
        known = newest({**self.state.known, **given})
        ended = reel.ended(last, WINDOW)
        if known and len(known) >= REMEMBERED:
            ended = replace(ended, since=max(ended.since, min(known.values())))
        known = {one: at for one, at in known.items() if at > ended.since and f"comment-{one}" not in self.deletions}
        self.state = replace(self.state, comments=ended, known=known, given={})
        return False

    def _vanished(self, me: Me, given: dict[str, str]) -> None:
        """Comments of the window that came before and did not come now: asked for by name, then believed to be gone."""
        oldest = min(given.values(), default="")
        full = len(given) >= REMEMBERED
        absent = [one for one, at in self.state.known.items() if one not in given and not (full and at < oldest)]
        absent = absent[:MOST]
        if not absent:
            return
        found = {str(row["id"]) for row in self._listed(me, include=",".join(absent), per_page=MOST)}
        self.deletions += [f"comment-{one}" for one in absent if one not in found]

    def _waiting(self, me: Me, rows: list[Row]) -> None:
        """All that is held, whatever its age; and what became of that which was."""
        if not me.edits:
            return
        now = {int(row["id"]) for row in self._listed(me, status="hold", order="desc", per_page=MOST)}
        decided = sorted(set(self.state.held) - now - {int(row["id"]) for row in rows})[:MOST]
        if decided:
            told = self._listed(me, include=",".join(map(str, decided)), per_page=MOST)
            still = {int(row["id"]) for row in told}
            self.deletions += [f"comment-{one}" for one in decided if one not in still]
        self.state = replace(self.state, held=tuple(sorted(now)[-MOST:]))

    def _listed(self, me: Me, **asked: Value) -> list[Row]:
        """Comments as far as we may see them, kept as items too."""
        wider: dict[str, Value] = {"status": "any", "type": "all"} if me.edits else {}
        if me.moderates:
            wider["context"] = "edit"
        question = {
            "orderby": "date_gmt",
            "per_page": self._rows,
            "_embed": "up",
            "_fields": _COMMENT,
            **wider,
            **asked,
        }
        rows = self.rest.list("wp/v2/comments", **question).rows
        for row in rows:
            self._keep(comment(row, self.rest.site, me))
        return list(rows)

    def _keep(self, item: Item) -> None:
        self.items[item.remote_id] = item


def _order(item: Item) -> tuple[datetime, bool, int]:
    """By date; what bears one second as it was written: the article, then its comments by number."""
    number = item.remote_id.rpartition("-")[2]
    return item.at or EARLY, item.kind != "article", int(number) if number.isdigit() else 0


def _changed(row: Row) -> datetime | None:
    return moment(str(row.get("modified_gmt") or ""))
