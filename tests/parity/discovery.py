from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "candidate_accept": "accept_candidate",
    "candidate_back": "reconsider_candidate",
    "candidate_later": "put_off_candidate",
    "candidate_refuse": "refuse_candidate",
    "exploration_again": "repeat_exploration",
    "exploration_delete": "delete_exploration",
    "exploration_monthly": "repeat_exploration_monthly",
    "exploration_new": "begin_exploration",
    "exploration_once": "repeat_exploration_no_more",
    "exploration_pause": "pause_exploration",
    "exploration_resume": "resume_exploration",
    "exploration_stop": "stop_exploration",
}
SENT: dict[str, Sent] = {
    "begin_exploration": lambda _ids: {"name": "Nuit", "theme": "train de nuit", "seeds": ["https://quai.example/"]},
    "refuse_candidate": lambda _ids: {"reason": "hors sujet"},
}
ASKED_MORE = {"accept_candidate": (422,), "repeat_exploration": (409,)}
"""Nobody answers there; and it is on its way."""
