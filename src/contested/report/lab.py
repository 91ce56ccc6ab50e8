"""What the views of this package look like in JupyterLab: a small style sheet that travels with each output.

Each output carries it, since a notebook takes outputs out of the page while they are out of sight. Report pages
have the whole style sheet of their own and allow no other: `out_of_lab` takes this one off again.
"""

from __future__ import annotations

import re

STYLE = re.sub(
    r"\s*\n\s*",
    "",
    """
.contested{max-width:62rem}
.contested.contested :is(th,td){text-align:left;vertical-align:top;white-space:normal}
.contested.contested :is(th,td).num{text-align:right;font-variant-numeric:tabular-nums}
.contested caption{caption-side:top;text-align:left;font-weight:600;color:inherit;padding:.3em 0}
.contested table{margin:.3em 0 .6em}
.contested .scroll{overflow-x:auto}
.contested .swatch{width:.75em;height:.75em;margin-right:.35em;display:inline-block;vertical-align:-.05em}
.contested svg.chart{display:block;width:100%;max-width:760px;height:auto}
.contested figure{margin:.4em 0}
.contested :is(figcaption strong,.range){display:block}
.contested .key{display:flex;flex-wrap:wrap;gap:.1em 1.2em}
.contested :is(.vh,.key.narrow){display:none}
.contested :is(.muted,.source,dt){opacity:.75;font-weight:400}
.contested dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(19em,1fr));gap:.1em 2em;margin:.4em 0}
.contested dl div{display:flex;gap:.8em}
.contested :is(dt,dd){float:none;width:auto;margin:0;padding:0}
.contested dt{flex:0 0 5em}
.contested dl.band{display:flex;flex-wrap:wrap;gap:.2em 2em}
.contested .band div{flex-direction:column-reverse;gap:0}
.contested .band dt{flex:none}
.contested .band dd{font-size:1.5em;font-weight:600}
.contested mark{background:#ffe27a;color:#1a1b1c;padding:0 .15em}
.contested article{border-left:3px solid;border-color:#8886;padding-left:1em;margin:1em 0}
.contested :is(h3,h4,h5){margin:.8em 0 .2em}
.contested .voices{display:grid;grid-template-columns:repeat(auto-fit,minmax(12em,1fr));gap:1em;list-style:none;padding:0;margin:.4em 0}
.contested .amount{font-size:1.15em;font-weight:600}
.contested blockquote{margin:.3em 0;padding:0;border:0;max-width:46em}
.dt-container{--dt-html-background:var(--jp-layout-color0,transparent)}
""",
)
_OPENING, _CLOSING = f'<div class="contested"><style>{STYLE}</style>', "</div>"


def in_lab(markup: str) -> str:
    """Put the style sheet around a view."""
    return f"{_OPENING}{markup}{_CLOSING}"


def out_of_lab(markup: str) -> str:
    """Take it off again; markup that has none passes unchanged."""
    if markup.startswith(_OPENING) and markup.endswith(_CLOSING):
        return markup[len(_OPENING) : -len(_CLOSING)]
    return markup
