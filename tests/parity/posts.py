from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "post_moderate": "moderate_post",
    "post_moderate_undo": "undo_moderation",
    "held_decide": "decide_held",
    "held_undo": "undo_held",
    "post_correct": ("correct_reading", "undo_correction", "correct_mood"),
    "post_apart": "take_post_apart",
    "post_together": "put_post_together",
}
SENT: dict[str, Sent] = {
    "moderate_post": lambda _ids: {"act": "spam"},
    "decide_held": lambda ids: {"posts": [ids["post"]], "act": "approve"},
    "undo_held": lambda _ids: {"at": "2026-03-02T12:00:00Z"},
    "correct_mood": lambda _ids: {"mood": "positive"},
    "correct_reading": lambda _ids: {"facet": "type", "label": "complaint", "value": "yes"},
    "undo_correction": lambda _ids: {"facet": "sentiment"},
}
OF_NO_PLACE_OF_OURS = (404,)
ASKED_MORE = {
    "take_post_apart": (404,),
    "put_post_together": (404,),
    "get_moderation": OF_NO_PLACE_OF_OURS,
    "moderate_post": OF_NO_PLACE_OF_OURS,
    "undo_moderation": OF_NO_PLACE_OF_OURS,
    "correct_mood": (404, 409),
    "get_reading": OF_NO_PLACE_OF_OURS,
    "correct_reading": OF_NO_PLACE_OF_OURS,
    "undo_correction": (404, 409),
}
