"""Family BD: the raw data sheets. The counters record what they met; here it becomes findings."""

from __future__ import annotations
