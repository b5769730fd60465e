from tests.parity.kinds import OfThePage, Sent, Verbs

VERBS: Verbs = {
    "credential_end": "disconnect_account",
    "credential_places": "listen_through",
    "place_add": "look_at_address",
    "place_capture": "capture_post",
    "place_confirm": "add_place",
    "place_connect": OfThePage(
        "an account is opened at its network, by its owner, in a browser that the session of the pages vouches for"
    ),
    "place_describe": "describe_place",
    "place_keep": "keep_posts_for",
    "place_pause": "pause_place",
    "place_read": "read_place",
    "place_remove": "remove_place",
    "place_resume": "resume_place",
    "place_settings": "configure_place",
    "place_table": "look_at_sheet",
    "place_table_import": "capture_sheet",
    "places_import": "import_places",
}
NOWHERE = {"address": "http://127.0.0.1:9/"}
SHEET = {"content": "texte;auteur\nBonjour;Ana\n"}
SENT: dict[str, Sent] = {
    "look_at_address": lambda _ids: NOWHERE,
    "add_place": lambda _ids: NOWHERE,
    "add_places": lambda _ids: {"addresses": ["http://127.0.0.1:9/"]},
    "configure_place": lambda _ids: NOWHERE,
    "describe_place": lambda _ids: {"name": "Le blog", "language": "fr"},
    "capture_post": lambda _ids: {"place": "Vu", "text": "Bonjour"},
    "look_at_sheet": lambda _ids: SHEET,
    "capture_sheet": lambda _ids: {**SHEET, "place": "Vu"},
    "import_places": lambda _ids: {
        "content": '<opml version="2.0"><body><outline xmlUrl="https://a.example/feed"/></body></opml>'
    },
    "listen_through": lambda _ids: {"wanted": [{"kind": "nothing"}]},
}
ASKED_MORE = {
    "look_at_address": (422,),
    "add_place": (422,),
    "configure_place": (422,),
    "listen_through": (422,),
}
"""Nobody answers there."""
