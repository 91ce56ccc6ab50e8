"""From a matplotlib figure to inline SVG: links on the points, text for assistive technology, the same bytes every time.

matplotlib's own output carries a date, hashed ids that collide between charts of one page, a style
sheet that would reach the whole page, and style attributes that a strict content security policy
forbids. This module takes all of that out.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from contested.charts.style import INK, RC
from contested.charts.words import visible

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
# JupyterLab rewrites every `href` of an `a` and fails on one inside SVG; browsers know this older name too.
# Report pages get the plain name.
LINK = "xlink:href"
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_URL = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(r"^(?:(?:italic|oblique|normal)\s+)?(?:(bold|\d{3})\s+)?([\d.]+)px\s")
_KEPT = ("d", "x", "y", "width", "height", "transform", "points", "viewBox", "clip-path")


@dataclass(frozen=True, slots=True)
class Link:
    """What a point of a chart leads to."""

    href: str
    title: str


def to_svg(figure: Figure, name: str, title: str, description: str, links: Mapping[str, Link] | None = None) -> str:
    """Draw `figure` and return it as an inline ``<svg>`` element.

    Parameters
    ----------
    figure
        The drawn figure. Artists whose gid is ``k`` or ``k.something`` become one link per ``k``.
    name
        Prefix of every id, unique in the page.
    title, description
        Accessible name and description.
    links
        By key ``k``: address and accessible name; written as ``xlink:href``.
    """
    buffer = io.BytesIO()
    with rc_context(RC), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that the measuring font lacks: the browser's font has it
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})  # type: ignore[no-untyped-call]
    root = ET.fromstring(visible(buffer.getvalue().decode()))  # names of claimants may hold what no XML may
    _strip(root)
    _plain_attributes(root)
    _share_markers(root)
    _rename_ids(root, name)
    _link_groups(root, links or {})
    _flatten(root)
    _head(root, name, title, description)
    return _serialise(root)


def _strip(root: ET.Element) -> None:
    for child in list(root):
        if child.tag == f"{_SVG}metadata":
            root.remove(child)
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{_SVG}style":
                parent.remove(child)


def _plain_attributes(root: ET.Element) -> None:
    """Turn style attributes into presentation attributes, and the ink into the page's own text colour."""
    for element in root.iter():
        style = element.attrib.pop("style", "")
        for declaration in filter(None, (d.strip() for d in style.split(";"))):
            key, _, value = declaration.partition(":")
            key, value = key.strip(), value.strip()
            if key == "font":
                found = _FONT.match(value)
                if found:
                    element.set("font-size", found[2])
                    if found[1]:
                        element.set("font-weight", found[1])
            elif key != "font-family":
                element.set(key, value)
        for key in ("fill", "stroke"):
            if element.get(key) == INK:
                element.set(key, "currentColor")
        for key, value in element.attrib.items():
            if key in _KEPT:
                element.set(key, _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value))


def _share_markers(root: ET.Element) -> None:
    """Keep one shape for all markers of a form: what uses it says colour and width, so that a page can recolour it."""
    first: dict[str, str] = {}
    same: dict[str, str] = {}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag != f"{_SVG}defs" or len(child) != 1 or child[0].tag != f"{_SVG}path":
                continue
            shape = child[0]
            own, d = shape.get("id", ""), shape.get("d", "")
            for name in [n for n in shape.attrib if n not in ("id", "d")]:
                del shape.attrib[name]
            same[own] = first.setdefault(d, own)
            if same[own] != own:
                parent.remove(child)
    for element in root.iter(f"{_SVG}use"):
        target = element.get(f"{_XLINK}href", "")[1:]
        element.set(f"{_XLINK}href", f"#{same.get(target, target)}")


def _rename_ids(root: ET.Element, name: str) -> None:
    """Number the ids in order; only those something refers to stay, the keys of links apart."""
    used = {value[1:] for e in root.iter() for key, value in e.attrib.items() if key.endswith("href") and value.startswith("#")}
    used |= {m for e in root.iter() for value in e.attrib.values() for m in _URL.findall(value)}
    names: dict[str, str] = {}
    for element in root.iter():
        own = element.get("id")
        if own is None:
            continue
        if own in used:
            names[own] = f"{name}-{len(names)}"
            element.set("id", names[own])
        elif element.tag == f"{_SVG}g":
            element.set("data-key", own)
            del element.attrib["id"]
        else:
            del element.attrib["id"]
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == f"{_XLINK}href":
                del element.attrib[key]
                element.set("href", "#" + names.get(value[1:], value[1:]))
            elif "url(#" in value:
                element.set(key, _URL.sub(lambda m: f"url(#{names.get(m[1], m[1])})", value))


def _link_groups(root: ET.Element, links: Mapping[str, Link]) -> None:
    for parent in list(root.iter()):
        children = list(parent)
        if not any("data-key" in child.attrib for child in children):
            continue
        anchors: dict[str, ET.Element] = {}
        for child in children:
            key = child.attrib.pop("data-key", "").split(".")[0]
            if key not in links:
                continue
            anchor = anchors.get(key)
            if anchor is None:
                anchor = anchors[key] = ET.Element(f"{_SVG}a", {LINK: links[key].href, "aria-label": visible(links[key].title)})
                ET.SubElement(anchor, f"{_SVG}title").text = visible(links[key].title)
                parent.insert(list(parent).index(child), anchor)
            parent.remove(child)
            anchor.append(child)


def _flatten(root: ET.Element) -> None:
    """Take out groups that carry nothing."""
    for parent in list(root.iter()):
        changed = True
        while changed:
            changed = False
            for child in list(parent):
                if child.tag == f"{_SVG}g" and not child.attrib:
                    at = list(parent).index(child)
                    parent.remove(child)
                    for offset, grand in enumerate(list(child)):
                        parent.insert(at + offset, grand)
                    changed = True


def _head(root: ET.Element, name: str, title: str, description: str) -> None:
    box = root.get("viewBox", "0 0 1 1")
    root.attrib.clear()
    root.attrib.update({"class": "chart", "viewBox": box, "role": "group", "aria-labelledby": f"{name}-t", "aria-describedby": f"{name}-d"})
    heading = ET.Element(f"{_SVG}title", {"id": f"{name}-t"})
    heading.text = visible(title)
    detail = ET.Element(f"{_SVG}desc", {"id": f"{name}-d"})
    detail.text = visible(description)
    root.insert(0, heading)
    root.insert(1, detail)


def _serialise(root: ET.Element) -> str:
    for element in root.iter():
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        element.tag = element.tag.removeprefix(_SVG)
        element.tail = None
        if element.tag not in ("text", "tspan", "title", "desc"):
            element.text = None
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return text.replace("\n", " ")
