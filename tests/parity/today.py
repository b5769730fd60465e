"""Today, and the notices that its figure opens."""

from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "notices-seen": "see_notices",
    "today-looked": OWED,
}
