"""Imported by the fork server alone: what every worker needs is loaded before they part, so that they share it.

A page is cleaned, since that loads whatever cleaning loads. No thread may be started on the way: its locks would stay
locked for ever in the processes that are forked.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from cleaner import clean_text

_PAGE = """\
Skip to content

The lock at Hollin Ford opens at six

By Odile Brannock
12 March 2031

Whoever is late waits for the tide, said the keeper on Monday, and the tide has never been known to wait for anybody.

“We counted forty boats,” said Tobias Wrenfield, who has lived beside the gate for thirty years and has missed it twice.

Share this article
© 2031 The Hollin Ford Lantern. All rights reserved.
"""

with suppress(Exception):  # whatever it is, it is told where a document meets it
    clean_text(_PAGE, source="warm.txt")
gc.collect()
gc.freeze()  # what no collection looks at stays in the pages that the processes share, and costs no time
