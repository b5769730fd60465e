"""Today, and the notices that its figure opens."""

from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "notices-seen": "see_notices",
    "today-looked": "look_at_today",
}
SENT: dict[str, Sent] = {
    "see_notices": lambda _ids: {"notices": None},
    "look_at_today": lambda _ids: {},
}
