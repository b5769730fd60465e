"""One sheet of style for all screens, joined in Python, htmx, and the islands that Vite has built, if any.

Each address carries the hash of what is there, so browsers keep it for ever. In development the sheet is rebuilt when a file
changes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from markupsafe import Markup

from parvis.web.ui.answers import by_htmx
from parvis.web.ui.door import open_to_all

Answer = Callable[[HttpRequest], HttpResponse]
WEB = Path(__file__).resolve().parent.parent
DIST = WEB / "static/dist"


class House(StrEnum):
    """Whose pages a sheet dresses: the team's, or those of the community (screens with a `hosted.py`)."""

    DESK = "desk"
    COMMUNITY = "community"


NAMES = {House.DESK: "parvis", House.COMMUNITY: "community"}
_DESK_ONLY = frozenset(["sign_in.css"])


def sheets(house: House = House.DESK) -> list[Path]:
    """Tokens first (they set the order of the layers), then the rest of ui, then each screen."""
    ui = sorted((WEB / "ui/css").glob("*.css"), key=lambda p: (p.name != "tokens.css", p.name != "base.css", p.name))
    hosted = {p.parent for p in WEB.glob("*/hosted.py")}
    screens = sorted(p for p in WEB.glob("*/css/*.css") if p.parent.parent.name != "ui")
    if house is House.COMMUNITY:
        return [p for p in ui if p.name not in _DESK_ONLY] + [p for p in screens if p.parent.parent in hosted]
    return ui + [p for p in screens if p.parent.parent not in hosted]


def style(house: House = House.DESK) -> tuple[str, bytes]:
    """(hash, bytes) of the joined sheet."""
    newest = max(p.stat().st_mtime_ns for p in sheets(house)) if settings.DEBUG else 0
    return _join(house, newest)


@lru_cache(maxsize=4)
def _join(house: House, newest: int) -> tuple[str, bytes]:
    text = "\n".join(p.read_text(encoding="utf-8") for p in sheets(house))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    return _named(text.encode())


@lru_cache(maxsize=1)
def script() -> tuple[str, bytes]:
    """(hash, bytes) of htmx."""
    found = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(found, str)
    return _named(Path(found).read_bytes())


def _named(body: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(body).hexdigest()[:12], body


def style_url(house: House = House.DESK) -> str:
    return f"/assets/{NAMES[house]}-{style(house)[0]}.css"


@open_to_all
def style_view(request: HttpRequest, digest: str, house: House = House.DESK) -> HttpResponse:
    return _lasting(digest, style(house), "text/css; charset=utf-8")


@open_to_all
def script_view(request: HttpRequest, digest: str) -> HttpResponse:
    return _lasting(digest, script(), "text/javascript; charset=utf-8")


def _lasting(digest: str, now: tuple[str, bytes], kind: str) -> HttpResponse:
    current, body = now
    if not re.fullmatch(r"[0-9a-f]{12}", digest):
        raise Http404
    response = HttpResponse(body, content_type=kind)
    # A page older than this process may ask for the former file: it gets today's, and does not keep it.
    fresh = digest == current and not settings.DEBUG
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response


def announced(answer: Answer) -> Answer:
    """Middleware: a page names its sheet in its headers, so that it is asked for before the page is read."""

    def announcing(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not by_htmx(request):
            house = House.COMMUNITY if request.path.startswith("/c/") else House.DESK
            response.headers["Link"] = f"<{style_url(house)}>; rel=preload; as=style"
        return response

    return announcing


def island(entry: str) -> Markup:
    """`{{ island("inbox/desk.ts") }}` → its module script; nothing when the islands are not built."""
    screen, name = entry.split("/", 1)
    made = _manifest().get(f"parvis/web/{screen}/islands/{name}")
    if made is None:
        return Markup("")
    return Markup('<script type="module" src="{}"></script>').format(static(f"dist/{made['file']}"))


def built(entry: str) -> Path | None:
    """The file that Vite made of an island, for whoever serves it at an address of its own."""
    screen, name = entry.split("/", 1)
    made = _manifest().get(f"parvis/web/{screen}/islands/{name}")
    return DIST / made["file"] if made is not None else None


def htmx() -> Markup:
    return Markup('<script defer src="/assets/htmx-{}.js"></script>').format(script()[0])


def _manifest() -> dict[str, dict[str, str]]:
    path = DIST / ".vite/manifest.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = json.loads(path.read_text())
    return made
