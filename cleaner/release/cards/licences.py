"""A licence as others name it: SPDX identifier → its page, and the identifier that dataset hubs know.

A licence that is not in the list is named as it was given, never turned into a similar one.
"""

from __future__ import annotations

import re

_SPDX_PAGE = "https://spdx.org/licenses/{}.html"
_PAGES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC-BY-ND-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}
_OTHERS = (
    *("CC-BY-2.0", "CC-BY-3.0", "CC-BY-SA-3.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0", "CC-BY-NC-ND-3.0"),
    *("PDDL-1.0", "ODC-By-1.0", "ODbL-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "GFDL-1.3"),
    *("Apache-2.0", "MIT", "BSD-3-Clause", "ISC", "Unlicense", "MPL-2.0", "EUPL-1.1", "EUPL-1.2", "GPL-3.0-only", "AGPL-3.0-only"),
)
_SPDX = {name.lower(): name for name in (*_PAGES, *_OTHERS)}
_HUB = {"pddl-1.0": "pddl", "odc-by-1.0": "odc-by", "odbl-1.0": "odbl", "gfdl-1.3": "gfdl", "gpl-3.0-only": "gpl-3.0", "agpl-3.0-only": "agpl-3.0"}
"""Where the hub's identifier is not the SPDX one in lower case (huggingface.co/docs/hub/repositories-licenses)."""
_URL = re.compile(r"https?://[^\s<>\"]+")


def licence_page(licence: str) -> str | None:
    """The address of the licence's text; None when the licence is not known here.

    >>> licence_page("cc0-1.0"), licence_page("MIT"), licence_page("ask us")
    ('https://creativecommons.org/publicdomain/zero/1.0/', 'https://spdx.org/licenses/MIT.html', None)
    """
    if _URL.fullmatch(licence):
        return licence
    name = _SPDX.get(licence.lower())
    return None if name is None else _PAGES.get(name, _SPDX_PAGE.format(name))


def hub_licence(licence: str | None) -> str:
    """The identifier that dataset hubs know: `other` for what they do not know, `unknown` where none is stated.

    >>> hub_licence("CC0-1.0"), hub_licence("ODbL-1.0"), hub_licence("ask us"), hub_licence(None)
    ('cc0-1.0', 'odbl', 'other', 'unknown')
    """
    if licence is None:
        return "unknown"
    key = licence.lower()
    return _HUB.get(key, key) if key in _SPDX else "other"
