"""Write what is generated from the grammar: python -m plugins.module_utils.catalogue DIRECTORY."""

from __future__ import annotations

import sys
from pathlib import Path

from .editor import editor_schema
from .manual import manual

GENERATED = {"services.schema.json": editor_schema, "services.md": manual}


def main() -> None:
    (directory,) = sys.argv[1:]
    for name, make in GENERATED.items():
        Path(directory, name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
