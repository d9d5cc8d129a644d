"""Build hook: a wheel without its pages would install and then serve nothing, so none is made.

In a source checkout with ``npm`` at hand the pages are built on the way; editable installs are
left alone, because ``make`` builds the pages when they are stale.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REMEDY = "The pages are not built. Run `make pages`, then build again (`make build` does both)."


class Pages(BuildHookInterface):  # type: ignore[misc]
    """Makes sure that ``web/static`` is there before it is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        built = [root / "src/nawba/web/static" / name for name in ("index.html", "widget.js")]
        if version == "editable" or all(path.is_file() for path in built):
            return
        npm = shutil.which("npm")
        if npm is None or not (root / "ui").is_dir():
            raise SystemExit(REMEDY)
        for command in (["ci"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=root / "ui", check=True)
