"""What docs/desk.md says is what the code does."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from parvis.engagement.rules.calendar import Calendar
from parvis.engagement.rules.escalation import Step, Unit, fires_at
from parvis.engagement.rules.hours import HORIZON, NEVER, Hours, after, between
from parvis.engagement.rules.targets import Key, Target, Terms
from parvis.flows.escalation import A_TIME

PAGE = re.sub(r"\s+", " ", (Path(__file__).resolve().parents[2] / "docs/desk.md").read_text())
PAGE_FR = re.sub(r"\s+", " ", (Path(__file__).resolve().parents[2] / "docs/fr/bureau.md").read_text())
PARIS = ZoneInfo("Europe/Paris")
OFFICE = (((540, 720), (840, 1080)),) * 5 + ((), ())


def test_the_example_is_computed_as_the_page_says() -> None:
    assert "due on Monday 4 May at 10:00" in PAGE
    assert "pour le lundi 4 mai à 10 h" in PAGE_FR
    terms = Terms({Key(): Target(180)}, Hours(PARIS, OFFICE, Calendar("FR").closed))
    written = datetime(2026, 4, 30, 16, 0, tzinfo=PARIS)
    assert terms.due(written, "mastodon", "post") == datetime(2026, 5, 4, 10, 0, tzinfo=PARIS)


def test_the_table_of_targets_is_what_decides() -> None:
    for said, targets, asked in [
        ("e-mail 60 min | e-mail | 60 min", {Key(): 45, Key("email"): 60}, ("email", "mail", 0)),
        ("review in a feed | 60 min", {Key("", "review"): 90, Key("feed"): 60}, ("feed", "review", 0)),
        ("urgent e-mail | 15 min", {Key("", "", 2): 15, Key("email"): 60}, ("email", "mail", 2)),
    ]:
        assert said in PAGE
        terms = Terms({key: Target(minutes) for key, minutes in targets.items()})
        assert terms.target(*asked).minutes == int(re.findall(r"(\d+) min", said)[-1])


def test_a_step_fires_where_its_formula_says() -> None:
    assert "× percent / 100)" in PAGE
    hours, since = Hours(PARIS, OFFICE), datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)
    due = after(since, timedelta(hours=7), hours)
    share = between(since, due, hours) * 80 / 100
    assert fires_at(Step(1, Unit.PERCENT, 80, since), since, due, hours) == after(since, share, hours)


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"at {A_TIME} cases at most" in PAGE
    assert f"{A_TIME} dossiers au plus" in PAGE_FR
    assert "trois ans de suite" in PAGE_FR
    assert HORIZON == 3 * 366
    assert "three years on end" in PAGE
    assert after(datetime(2026, 3, 2, tzinfo=PARIS), timedelta(minutes=1), Hours(PARIS, ((),) * 7)) == NEVER
