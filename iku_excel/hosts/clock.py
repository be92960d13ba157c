"""The day on which a host works."""

from __future__ import annotations

import os
from datetime import date


def today() -> date:
    """Today, or the date in IKU_HARI_INI (YYYY-MM-DD) for a report that must come out the same."""
    fixed = os.environ.get("IKU_HARI_INI")
    return date.fromisoformat(fixed) if fixed else date.today()
