"""One input as a page that answers "why is this line gone?": all of it, one line, the difference it made, or as JSON.

Views only: they show the verdicts they are given, every one of them, and decide nothing.
"""

from __future__ import annotations

from cleaner.explain.as_json import to_json
from cleaner.explain.difference import render_diff
from cleaner.explain.page import FIELDS, MAX_REPAIRS, Explained, render_text
from cleaner.explain.why import Why, ask, render_why, why_json

__all__ = ["FIELDS", "MAX_REPAIRS", "Explained", "Why", "ask", "render_diff", "render_text", "render_why", "to_json", "why_json"]
