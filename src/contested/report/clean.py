"""Clean HTML that this package did not make (a pandas frame shown in somebody's own cell): only tables and text pass."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from contested.report.html import visible

_ALLOWED = frozenset(
    "a b br caption code dd div dl dt em h3 h4 h5 i li ol p pre small span strong sub sup table tbody td tfoot th thead tr ul".split()
)
_ATTRIBUTES = {"th": ("scope", "colspan", "rowspan"), "td": ("colspan", "rowspan")}
_DROPPED = frozenset("script style iframe object embed template noscript svg math title textarea select".split())
_VOID = frozenset({"br"})


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.dropping += 1
        if self.dropping or tag not in _ALLOWED:
            return
        kept = "".join(f' {k}="{escape(v or "", quote=True)}"' for k, v in attrs if k in _ATTRIBUTES.get(tag, ()))
        self.parts.append(f"<{tag}{kept}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.dropping = max(0, self.dropping - 1)
        elif not self.dropping and tag in self.open:
            while True:
                last = self.open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.parts.append(escape(visible(data), quote=False))


def clean(markup: str) -> str:
    """Return `markup` with only plain tables and text formatting left, balanced; everything else is dropped or escaped."""
    cleaner = _Cleaner()
    cleaner.feed(markup)
    cleaner.close()
    cleaner.parts.extend(f"</{tag}>" for tag in reversed(cleaner.open))
    return f'<div class="scroll foreign" tabindex="0">{"".join(cleaner.parts)}</div>'
