"""Plain SVG, drawn without a word of text: labels are HTML beside it, which wraps, scales, is read aloud and can be copied.

Colours are classes and sizes are attributes, so that a page can forbid every inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

FLOW_HEIGHT = 180
"""Of a flow, in the unit of its viewBox, which is stretched to the room there is."""
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


def flow(parts: Sequence[tuple[int, str]]) -> Markup:
    """Ribbons from one whole on the left to its parts on the right, each in the middle of a row of the same height.

    Each part is a number and a class; what the rows say stands beside them as text.
    """
    total = sum(n for n, _ in parts)
    room = FLOW_HEIGHT - 24
    sizes = [0.0 if not n or not total else max(_LEAST, room * n / total) for n, _ in parts]
    row = FLOW_HEIGHT / max(1, len(parts))
    # A ribbon as thick as the whole would leave its row: the right end is drawn to the row's scale.
    scale = min(1.0, (row - 10) / max([*sizes, 1.0]))
    at = (FLOW_HEIGHT - sum(sizes)) / 2
    paths = []
    for place, (size, (_, style)) in enumerate(zip(sizes, parts, strict=True)):
        if not size:
            continue
        middle = row * (place + 0.5)
        half = max(size * scale, _LEAST) / 2
        top, bottom = middle - half, middle + half
        paths.append(
            Markup('<path class="{}" d="M0 {:.2f}C50 {:.2f} 50 {:.2f} 100 {:.2f}V{:.2f}C50 {:.2f} 50 {:.2f} 0 {:.2f}Z"/>').format(
                style, at, at, top, top, bottom, bottom, at + size, at + size
            )
        )
        at += size
    return Markup('<svg class="flow" aria-hidden="true" focusable="false" viewBox="0 0 100 {}" preserveAspectRatio="none">{}</svg>').format(
        FLOW_HEIGHT, Markup("").join(paths)
    )


def strip(styles: Sequence[str]) -> Markup:
    """An article at a glance: a thin bar for each line, in the colour of its fate; long articles a bar for several lines."""
    most = 240
    step = max(1, -(-len(styles) // most))
    # Of several lines the one that is rarest in an article shows: what was removed.
    shown = [next((style for style in styles[at : at + step] if style != "kept"), "kept") for at in range(0, len(styles), step)]
    rects = (Markup('<rect class="{}" x="{}" width="0.9" height="1"/>').format(style, at) for at, style in enumerate(shown))
    return Markup('<svg class="strip" aria-hidden="true" focusable="false" viewBox="0 0 {} 1" preserveAspectRatio="none">{}</svg>').format(
        max(1, len(shown)), Markup("").join(rects)
    )
