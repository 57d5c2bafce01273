"""Write docs/reachability.md."""

import sys

from tests.unit.charts.binary import MISSING, helm_binary
from tests.unit.reachability.page import PATH, page

if __name__ == "__main__":
    if not helm_binary():
        sys.exit(f"{MISSING}: install it, or make sandbox-up.")
    PATH.write_text(page())
