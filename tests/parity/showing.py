from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "showing_present": "present_member",
    "spotlight_move": "move_spotlight",
    "spotlight_end": "end_spotlight",
    "collection_show": ("show_collection", "hide_collection"),
    "space_categories": "add_category",
    "category_rename": "rename_category",
    "category_move": "move_category",
    "category_delete": "delete_category",
}
SENT: dict[str, Sent] = {
    "present_member": lambda _ids: {"handle": "lea", "text": "Elle répond à tous."},
    "move_spotlight": lambda _ids: {"to": 0},
    "show_collection": lambda _ids: {"access": "members"},
    "add_category": lambda _ids: {"name": "Coulisses"},
    "rename_category": lambda _ids: {"name": "Coulisses"},
    "move_category": lambda _ids: {"to": 0},
}
