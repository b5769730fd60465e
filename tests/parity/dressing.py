from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "dressing": "dress_community",
    "dressing_hang": ("hang_picture", "take_down_picture"),
    "dressing_access": "state_accessibility",
}
DAY = {"ground": "#ffffff", "ink": "#111111", "accent": "#0b3d91"}
NIGHT = {"ground": "#101418", "ink": "#f5f5f5", "accent": "#9ec1ff"}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SENT: dict[str, Sent] = {
    "dress_community": lambda _ids: {"colours": {"light": DAY, "dark": NIGHT}, "font": "classic"},
    "hang_picture": lambda _ids: {"content": DOT},
    "state_accessibility": lambda _ids: {
        "organisation": "Nocturne", "state": "none", "assessed_on": "2026-03-02", "email": "a@nocturne.example",
    },
}  # fmt: skip
ASKED_MORE = {"hang_picture": (404,), "take_down_picture": (404,), "get_accessibility": (404,)}
