"""Owns SVG as it may stand in a page: nothing that runs, nothing fetched."""

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
# What would run, load, or reach beyond the drawing; metadata is only for programs.
_DROPPED = {"script", "foreignObject", "style", "image", "a", "animate", "set", "metadata"}


def inline_svg(document: str, prefix: str) -> str:
    """The drawing as an element for a page. Its ids begin with `prefix`.

    Raises ValueError where it is no SVG.
    """
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 (made by our own tools)
    except ElementTree.ParseError as error:
        raise ValueError(f"no SVG: {error}") from error
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError(f"no SVG: {root.tag}")
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    _clean(root, prefix)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    for child in list(element):
        if _local(child.tag) in _DROPPED:
            element.remove(child)
        else:
            _clean(child, prefix)
    for name, value in list(element.attrib.items()):
        local = _local(name)
        is_far = local == "href" and not value.startswith("#")
        if local.lower().startswith("on") or is_far or _reaches_out(value):
            del element.attrib[name]
        elif local == "id":
            element.set(name, f"{prefix}{value}")
        elif local == "href":
            element.set(name, f"#{prefix}{value[1:]}")
        else:
            element.set(name, re.sub(r"url\(#", f"url(#{prefix}", value))


def _reaches_out(value: str) -> bool:
    return re.search(r"url\(\s*['\"]?(?!#)|javascript:", value, re.IGNORECASE) is not None


def _local(name: object) -> str:
    """Without its namespace; a comment has no name."""
    return str(name).rpartition("}")[2]
