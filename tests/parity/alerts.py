from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "alert_close": "close_alert",
    "alert_delivery_again": "send_alert_again",
    "alert_reopen": "reopen_alert",
    "alert_rule_edit": "change_alert_rule",
    "alert_rule_hear": "hear_alert_rule",
    "alert_rule_new": "add_alert_rule",
    "alert_rule_pause": "pause_alert_rule",
    "alert_rule_remove": "remove_alert_rule",
    "alert_rule_resume": "resume_alert_rule",
    "alert_rule_try": "try_alert_rule",
    "alert_rule_try_edit": "try_alert_rule",
    "alerts_mine_save": "set_alert_wish",
}
SENT: dict[str, Sent] = {
    "add_alert_rule": lambda ids: {"name": "Foule", "kind": "volume", "amount": 5, "seats": [ids["seat"]]},
    "change_alert_rule": lambda ids: {"name": "Foule", "kind": "hit", "watch": ids["watch"], "seats": [ids["seat"]]},
    "try_alert_rule": lambda ids: {"name": "Foule", "kind": "word", "words": "train*", "seats": [ids["seat"]]},
    "set_alert_wish": lambda _ids: {"quiet": "hours"},
}
