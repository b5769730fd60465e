"""Every page. A screen is a package of `parvis.web` with a `urls.py`: it is found, and stands under its brand's address.

`path("inbox/", …, name="inbox")` in `parvis/web/inbox/urls.py` is served at `/b/<slug>/inbox/`; its views take `brand` from the
door (`parvis.web.ui.door.screen`). What stands outside a brand is in `ui` and in the `outside.py` of a screen; what stands in the brand's community, at
`/c/<slug>/`, in its `hosted.py`, behind the community's own door (`parvis.web.forum.door.hosted`).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path

from parvis import web


def screens(module: str = "urls") -> list[str]:
    """Dotted names of the screens' address modules, in alphabetical order."""
    packages = sorted(m.name for m in iter_modules(web.__path__) if m.ispkg and m.name != "ui")
    return [f"parvis.web.{name}.{module}" for name in packages if find_spec(f"parvis.web.{name}.{module}")]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("parvis.web.ui.urls")),
    *(path("", include(import_module(name))) for name in screens("outside")),
    path("c/<slug:brand>/", include([path("", include(import_module(name))) for name in screens("hosted")])),
    path("b/<slug:brand>/", include([path("", include(import_module(name))) for name in screens()])),
]
"""Whatever stands under one beginning stands in one place: it is looked at once for an address, not once for each screen."""
