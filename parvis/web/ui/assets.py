"""One sheet of style for all screens, joined in Python, htmx, and the islands that Vite has built, if any.

Each address carries the hash of what is there, so browsers keep it for ever. In development the sheet is rebuilt when a file
changes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
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


def sheets() -> list[Path]:
    """Tokens first (they set the order of the layers), then the rest of ui, then each screen."""
    ui = sorted((WEB / "ui/css").glob("*.css"), key=lambda p: (p.name != "tokens.css", p.name != "base.css", p.name))
    return ui + sorted(p for p in WEB.glob("*/css/*.css") if p.parent.parent.name != "ui")


def style() -> tuple[str, bytes]:
    """(hash, bytes) of the joined sheet."""
    newest = max(p.stat().st_mtime_ns for p in sheets()) if settings.DEBUG else 0
    return _join(newest)


@lru_cache(maxsize=2)
def _join(newest: int) -> tuple[str, bytes]:
    text = "\n".join(p.read_text(encoding="utf-8") for p in sheets())
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


def style_url() -> str:
    return f"/assets/parvis-{style()[0]}.css"


@open_to_all
def style_view(request: HttpRequest, digest: str) -> HttpResponse:
    return _lasting(digest, style(), "text/css; charset=utf-8")


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
            response.headers["Link"] = f"<{style_url()}>; rel=preload; as=style"
        return response

    return announcing


def island(entry: str) -> Markup:
    """`{{ island("inbox/desk.ts") }}` → its module script; nothing when the islands are not built."""
    screen, name = entry.split("/", 1)
    made = _manifest().get(f"parvis/web/{screen}/islands/{name}")
    if made is None:
        return Markup("")
    return Markup('<script type="module" src="{}"></script>').format(static(f"dist/{made['file']}"))


def htmx() -> Markup:
    return Markup('<script defer src="/assets/htmx-{}.js"></script>').format(script()[0])


def _manifest() -> dict[str, dict[str, str]]:
    path = DIST / ".vite/manifest.json"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = json.loads(path.read_text())
    return made
