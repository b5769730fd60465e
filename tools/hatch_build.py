"""The wheel carries what a checkout builds: compiled catalogues and islands (without npm: none, pages still work)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):  # type: ignore[misc]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        subprocess.run([sys.executable, "tools/messages.py", "compile"], cwd=root, check=True)
        npm = shutil.which("npm")
        if npm and (root / "package.json").exists():
            if not (root / "node_modules").exists():
                subprocess.run([npm, "ci", "--loglevel=error", "--no-audit", "--no-fund"], cwd=root, check=True)
            subprocess.run([npm, "run", "--silent", "build"], cwd=root, check=True)
        elif not (root / "parvis/web/static/dist/.vite/manifest.json").exists():
            self.app.display_warning("npm not found: the wheel has no islands; its pages work without them")
