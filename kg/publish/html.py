"""The page: one HTML file that shows the graph with every claim's quote and source, and asks nothing of any network.

Texts and names come from documents that nobody vouches for. They reach the page as JSON in a data block, its script only ever sets them
as text, and a content security policy lets nothing run or load but the two scripts and the style whose hashes it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from kg.errors import KgError
from kg.model import Conflict, Extraction, Resolution
from kg.ontology import Ontology
from kg.publish.page_data import page_data

SCRIPTS = ("base.js", "state.js", "map.js", "labels.js", "claims.js", "panel.js", "controls.js", "main.js")
"""Parts of the page's script, in the order in which they need each other."""

UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What JSON inside HTML must not hold as it is: ends of the data block, comments, and halves of characters, which UTF-8 can't write."""


def render(extractions: Iterable[Extraction], resolution: Resolution, conflicts: Iterable[Conflict], ontology: Ontology, title: str) -> str:
    """The whole page as text, to be written as UTF-8. The same values give the same characters."""
    data = page_data(extractions, resolution, conflicts, ontology, title)
    style, script, library = _part("page.css"), _script(), _library()
    return _fill(
        _part("template.html"),
        title=escape(_writable(title)),
        policy=escape(_policy(style, script, library)),
        style=style,
        data=_json(data),
        library=library,
        script=script,
    )


def _part(name: str) -> str:
    return files("kg.publish").joinpath("page", name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_part(name) for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _library() -> str:
    """vis-network as the installed pyvis carries it, newest first, without the pointer to its source map (a file that isn't there)."""
    folders = [each for each in files("pyvis").joinpath("lib").iterdir() if each.name.startswith("vis-")]
    for folder in sorted(folders, key=lambda each: _version(each.name), reverse=True):
        script = folder.joinpath("vis-network.min.js")
        if script.is_file():
            text = re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", script.read_text(encoding="utf-8"))
            return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    raise KgError("the installed pyvis carries no vis-network.min.js; install pyvis 0.3.2 to write the page")


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))


def _policy(style: str, *scripts: str) -> str:
    """Content-Security-Policy: nothing but these very texts may style or run, and nothing may load."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; object-src 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _writable(text: str) -> str:
    """The text with what UTF-8 can't write replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fill(template: str, **parts: str) -> str:
    """Put each part where the template says {{name}}; parts are never searched themselves."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match.group(1)], template)
