from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "welcome": "present_brand",
    "welcome_places": "add_places",
    "welcome_watches": ("list_watch_proposals", "make_watch"),
}
SENT: dict[str, Sent] = {"present_brand": lambda _ids: {"brand": "Nocturne", "language": "fr", "name": "Zoé"}}
