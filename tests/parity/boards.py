from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "board_delete": "delete_board",
    "board_edit": "change_board",
    "board_share": "share_board",
    "boards_feeds": "read_feeds",
    "boards_new": "make_board",
    "collection_delete": "delete_collection",
    "collection_edit": "change_collection",
    "collection_link": "keep_item",
    "collection_send": "send_collection",
    "collections_new": "make_collection",
    "column_edit": "change_column",
    "column_move": "move_column",
    "column_read": "read_column",
    "column_remove": "remove_column",
    "columns_new": "add_column",
    "feedlist_begin": "let_in_feeds",
    "item_edit": "change_item",
    "item_move": "move_item",
    "item_remove": "remove_item",
    "post_keep": "keep_item",
    "post_send": "send_post",
    "share_revoke": "revoke_share",
}
SENT: dict[str, Sent] = {
    "make_board": lambda _ids: {"name": "Le matin", "visibility": "private"},
    "change_board": lambda _ids: {"name": "Le soir"},
    "share_board": lambda _ids: {},
    "add_column": lambda ids: {"watch": ids["watch"]},
    "change_column": lambda _ids: {"name": "Nuit"},
    "move_column": lambda _ids: {"to": 0},
    "read_column": lambda _ids: {"upto": 1},
    "read_feeds": lambda _ids: {"content": '<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>'},
    "let_in_feeds": lambda _ids: {"addresses": []},
    "make_collection": lambda _ids: {"name": "À garder", "visibility": "private"},
    "change_collection": lambda _ids: {"name": "À relire"},
    "keep_item": lambda ids: {"post": ids["post"]},
    "change_item": lambda _ids: {"note": "Vu"},
    "move_item": lambda _ids: {"to": 0},
    "send_collection": lambda ids: {"to": ids["seat"], "key": "k"},
    "send_post": lambda ids: {"to": ids["seat"], "key": "k"},
}
THE_TEAMS = (403,)
ASKED_MORE = dict.fromkeys(
    (
        *("change_board", "delete_board", "add_column", "change_column", "move_column", "remove_column"),
        *("change_collection", "delete_collection", "keep_item", "change_item", "move_item", "remove_item"),
    ),
    THE_TEAMS,
)
"""What belongs to the team is changed by whoever tends it."""
