"""Static files that follow a rebuild: islands get new names, and a running server must know them without a restart."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class FreshFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise publishes no types
    """WhiteNoise lists the files when it starts; an address that it does not know, or no longer has, is looked up again."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = request.path_info
        if address.startswith(self.static_prefix):
            known = self.files.get(address)
            if known is None or not Path(known.alternatives[-1][1]).exists():
                self._look_again(address)
        response: HttpResponseBase = super().__call__(request)
        return response

    def _look_again(self, address: str) -> None:
        self.files.pop(address, None)
        if found := self.find_file(address):
            self.files[address] = found
