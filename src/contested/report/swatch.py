"""The colour and marker of a claimant as a small inline picture."""

from __future__ import annotations

from markupsafe import Markup

from contested.charts.colours import Look

_SHAPES = {
    "o": '<circle cx="6" cy="6" r="4.2"/>',
    "s": '<rect x="2" y="2" width="8" height="8"/>',
    "D": '<path d="M6 0.8 11.2 6 6 11.2 0.8 6z"/>',
    "^": '<path d="M6 1 11 10.5H1z"/>',
    "v": '<path d="M6 11 1 1.5h10z"/>',
    "P": '<path d="M4.3 1.2h3.4v3.1h3.1v3.4H7.7v3.1H4.3V7.7H1.2V4.3h3.1z"/>',
    "X": '<path d="M3 1 6 4l3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3-3-3z"/>',
}


def swatch(look: Look) -> Markup:
    """The colour and marker of a claimant, as a small picture that repeats what the name beside it says."""
    return Markup('<svg class="swatch" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><g fill="{}">{}</g></svg>').format(
        look.colour, Markup(_SHAPES.get(look.marker, _SHAPES["o"]))
    )
