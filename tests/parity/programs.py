from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "key_add": "make_key",
    "key_end": "end_key",
    "webhook_add": "add_webhook",
    "webhook_again": "send_delivery_again",
    "webhook_edit": "change_webhook",
    "webhook_end": "end_webhook",
    "webhook_pause": "pause_webhook",
    "webhook_resume": "resume_webhook",
    "webhook_try": "test_webhook",
}
HOOK = {"name": "boutique", "url": "https://shop.example/hook", "topics": ["case"]}
SENT: dict[str, Sent] = {
    "make_key": lambda _ids: {"name": "boutique", "permissions": ["posts.see"]},
    "add_webhook": lambda _ids: HOOK,
    "change_webhook": lambda _ids: HOOK,
}
