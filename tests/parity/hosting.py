from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "hosting_open": "open_community",
    "hosting_close": "close_community",
    "hosting_describe": "describe_community",
    "space_new": "make_space",
    "space_edit": "change_space",
    "space_move": "arrange_spaces",
    "space_shut": "shut_space",
    "space_reopen": "reopen_space",
    "group_add": "make_group",
    "group_put": "put_in_group",
    "group_take_out": "take_out_of_group",
    "group_delete": "delete_group",
    "bringings": "begin_import",
    "bringings_site": "begin_import",
    "bringings_addresses": "lead_old_addresses_on",
    "bringing_let_in": "let_import_in",
    "bringing_go_on": "go_on_with_import",
    "bringing_undo": "undo_import",
    "archives": "make_archive",
}
ASKED_MORE = {"let_import_in": (409,)}
"""The import of the furniture was not looked at yet."""
SENT: dict[str, Sent] = {
    "open_community": lambda _ids: {"name": "La place"},
    "describe_community": lambda _ids: {"name": "La place", "joining": "approval"},
    "make_space": lambda _ids: {"name": "Entraide", "kind": "questions"},
    "change_space": lambda _ids: {"name": "Entraide"},
    "arrange_spaces": lambda ids: {"order": [ids["space"]]},
    "make_group": lambda _ids: {"name": "Proches"},
    "put_in_group": lambda _ids: {"handle": "lea"},
    "begin_import": lambda _ids: {"kind": "csv", "name": "f.csv", "content": "dG9waWM="},
    "let_import_in": lambda _ids: {"private": "seal"},
    "lead_old_addresses_on": lambda _ids: {"addresses": [{"old": "viewtopic.php?t=1", "new": "/c/x/s/entraide"}]},
    "make_archive": lambda _ids: {},
}
