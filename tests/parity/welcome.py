from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "welcome": OWED,
    "welcome_places": OWED,
    "welcome_watches": OWED,
}
