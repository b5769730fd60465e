from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "watch_delete": "delete_watch",
    "watch_edit": "change_watch",
    "watch_new": "make_watch",
    "watch_pause": "pause_watch",
    "watch_resume": "resume_watch",
    "watch_try": "try_watch",
    "watch_try_new": "try_watch",
}
SENT: dict[str, Sent] = {
    "change_watch": lambda _ids: {"name": "Nuit", "query": "train"},
    "try_watch": lambda _ids: {"query": "train", "exclude": "jouet"},
}
