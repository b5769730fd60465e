"""One's own account: profile, sessions, second factors."""

from tests.parity.kinds import OfThePage, Verbs

FACTOR = OfThePage("a factor is added, named and taken away by the person before whom it stands, never with a key")
SESSION = OfThePage("devices sign in at the pages: a key that was stolen must not sign anybody out of them")

VERBS: Verbs = {
    "account_password": OfThePage("a password is typed by the person whose it is, never by a program"),
    "account_profile": "change_profile",
    "codes-new": FACTOR,
    "own-key-add": FACTOR,
    "own-key-name": FACTOR,
    "own-key-options": FACTOR,
    "own-key-remove": FACTOR,
    "session-end": SESSION,
    "sessions-end": SESSION,
    "tie-remove": FACTOR,
    "totp": FACTOR,
    "totp-remove": FACTOR,
}
