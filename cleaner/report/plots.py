"""Plain SVG, drawn without a word of text: labels are HTML beside it, which wraps, scales, is read aloud and can be copied.

Colours are classes and sizes are attributes, so that a page can forbid every inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

FLOW_HEIGHT = 180
"""Of a flow, in the unit of its viewBox, which is stretched to the room there is."""
LABEL_STEP = 6
_LABEL = 54
"""Height of the words of a ribbon."""
_GAP = 14
_LEAST = 1.5
"""Thickness of a ribbon that is not nothing: one duplicate among a million inputs must be seen."""


def bar(share: float, style: str = "") -> Markup:
    """A bar as long as `share` (0 to 1) of its room; what is there at all shows.

    >>> bar(0.5)
    Markup('<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/><rect class="" width="50.00%" height="100%"/></svg>')
    """
    width = 0.0 if share <= 0 else max(0.6, min(100.0, 100 * share))
    track = Markup('<rect class="track" width="100%" height="100%"/>')
    inner = Markup('<rect class="{}" width="{:.2f}%" height="100%"/>').format(style, width) if width else Markup("")
    return Markup('<svg class="bar" aria-hidden="true" focusable="false">{}{}</svg>').format(track, inner)


def stacked(parts: Iterable[tuple[float, str]]) -> Markup:
    """A bar of parts from left to right, each a share of the whole room and a class."""
    at = 0.0
    rects = []
    for share, style in parts:
        if share > 0:
            rects.append(Markup('<rect class="{}" x="{:.2f}%" width="{:.2f}%" height="100%"/>').format(style, 100 * at, 100 * share))
        at += share
    return Markup('<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/>{}</svg>').format(
        Markup("").join(rects)
    )


def histogram(counts: Sequence[int], titles: Sequence[str], label: str, *, low: int = 0) -> Markup:
    """Upright bars, a title for each that shows on hover; the first `low` of them in the colour of a warning.

    `label` is what a screen reader says instead.
    """
    most = max(counts, default=0) or 1
    rects = []
    for at, (n, title) in enumerate(zip(counts, titles, strict=True)):
        height = 0.0 if not n else max(2.0, 100 * n / most)
        style = "warn" if at < low else "main"
        rects.append(
            Markup(
                '<g><title>{}</title><rect class="hit" x="{}" y="0" width="10" height="100"/><rect class="{}" x="{}" y="{:.2f}" width="9" height="{:.2f}"/></g>'
            ).format(title, 10 * at, style, 10 * at + 0.5, 100 - height, height)
        )
    return Markup('<svg class="histogram" role="img" aria-label="{}" viewBox="0 0 {} 100" preserveAspectRatio="none">{}</svg>').format(
        label, 10 * max(1, len(counts)), Markup("").join(rects)
    )


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One part of a flow: where it leaves the whole, where it ends, and where its words stand."""

    style: str
    start: float
    top: float
    size: float
    """Thickness, the same from end to end; 0 for a part that is nothing."""
    label: int
    """Middle of its words, in steps of `LABEL_STEP`: a class `y<label>` of the page's style."""


def ribbons(parts: Sequence[tuple[int, str]]) -> list[Ribbon]:
    """Where the ribbons of a flow lie, from the top down: as thick as their share, with room between them at the right end."""
    total = sum(n for n, _ in parts)
    gap = _GAP if len(parts) > 1 else 0
    room = FLOW_HEIGHT - gap * (len(parts) - 1)
    sizes = [0.0 if not n or not total else max(_LEAST, room * n / total) for n, _ in parts]
    start = (FLOW_HEIGHT - sum(sizes)) / 2
    top = max(0.0, (FLOW_HEIGHT - sum(sizes) - gap * (len(parts) - 1)) / 2)
    middles, places = [], []
    for size in sizes:
        places.append((start, top))
        middles.append(top + size / 2)
        start, top = start + size, top + size + gap
    # Words stand beside the middle of their ribbon, as far as those of the others leave room.
    least, most = _LABEL / 2, FLOW_HEIGHT - _LABEL / 2
    for at in range(len(middles)):
        middles[at] = max(middles[at], middles[at - 1] + _LABEL if at else least)
    for at in reversed(range(len(middles))):
        middles[at] = min(middles[at], middles[at + 1] - _LABEL if at + 1 < len(middles) else most)
    return [
        Ribbon(style, begin, end, size, round(middle / LABEL_STEP))
        for (_, style), (begin, end), size, middle in zip(parts, places, sizes, middles, strict=True)
    ]


def flow(parts: Sequence[Ribbon]) -> Markup:
    """Ribbons from one whole on the left to its parts on the right; what they are stands beside them as text."""
    paths = [
        Markup('<path class="{}" d="M0 {:.2f}C50 {:.2f} 50 {:.2f} 100 {:.2f}V{:.2f}C50 {:.2f} 50 {:.2f} 0 {:.2f}Z"/>').format(
            one.style, one.start, one.start, one.top, one.top, one.top + one.size, one.top + one.size, one.start + one.size, one.start + one.size
        )
        for one in parts
        if one.size
    ]
    return Markup('<svg class="flow" aria-hidden="true" focusable="false" viewBox="0 0 100 {}" preserveAspectRatio="none">{}</svg>').format(
        FLOW_HEIGHT, Markup("").join(paths)
    )


def strip(styles: Sequence[str]) -> Markup:
    """An article at a glance: a thin bar for each line, in the colour of its fate; long articles a bar for several lines."""
    most = 240
    step = max(1, -(-len(styles) // most))
    # Of several lines the one that is rarest in an article shows: what was removed.
    shown = [next((style for style in styles[at : at + step] if style != "kept"), "kept") for at in range(0, len(styles), step)]
    # About three pixels between two bars, however few there are.
    width = round(1 - min(0.2, len(shown) / 300), 3)
    rects = (Markup('<rect class="{}" x="{}" width="{}" height="1"/>').format(style, at, width) for at, style in enumerate(shown))
    return Markup('<svg class="strip" aria-hidden="true" focusable="false" viewBox="0 0 {} 1" preserveAspectRatio="none">{}</svg>').format(
        max(1, len(shown)), Markup("").join(rects)
    )
