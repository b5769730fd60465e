"""The table of roles in docs/team.md, made from PERMISSIONS.

python tools/roles.py           write it
python tools/roles.py --check   only say whether it is up to date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from parvis.core.roles import PERMISSIONS, Permission, Role

PAGE = Path(__file__).resolve().parent.parent / "docs/team.md"


def table() -> str:
    """One line for each permission, one column for each role."""
    lines = ["| permission | " + " | ".join(role.value.replace("_", " ") for role in Role) + " |"]
    lines.append("|---" * (len(Role) + 1) + "|")
    for permission in Permission:
        held = ["●" if permission in PERMISSIONS[role] else "" for role in Role]
        lines.append(f"| `{permission.value}` | " + " | ".join(held) + " |")
    return "\n".join(lines)


def page(text: str) -> str:
    return re.sub(r"<!-- roles -->.*?<!-- /roles -->", f"<!-- roles -->\n{table()}\n<!-- /roles -->", text, flags=re.S)


def main(arguments: list[str]) -> int:
    text = PAGE.read_text(encoding="utf-8")
    if arguments == ["--check"]:
        return 0 if page(text) == text else 1
    PAGE.write_text(page(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
