from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "openweb_add": "list_embed_site",
    "embed_site_end": "end_embed_site",
    "webmention_decide": "decide_webmention",
}
SENT: dict[str, Sent] = {
    "list_embed_site": lambda ids: {"prefix": "https://autre.example/", "space": ids["space"], "author": "lea"},
    "decide_webmention": lambda _ids: {"state": "refused"},
}
