"""A port diagram as a Mermaid flowchart: a text that wikis and Markdown pages draw."""

from __future__ import annotations

from cmgsim.flows.nouns import Language
from cmgsim.model.scenario import Scenario
from cmgsim.views.port_diagram.diagram import ZONES, Box, diagram
from cmgsim.views.sequence import safe


def port_mermaid(scenario: Scenario, lang: Language = "en") -> str:
    """
    The port diagram of *scenario* as a flowchart; what runs through a proxy is drawn from the proxy.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> print(port_mermaid(contoso()).splitlines()[-1].strip())
        site_server -- "HTTPS 443 (P11)" --> blob_storage
    """
    picture = diagram(scenario, lang)
    lines = ["flowchart LR"]
    for zone, name in ZONES.items():
        inside = [box for box in picture.boxes.values() if box.zone is zone]
        if inside:
            lines.append(f'    subgraph {_alias(str(zone))}["{name.in_language(lang)}"]')
            lines += [f'        {_alias(str(box.role))}["{_label(box)}"]' for box in inside]
            lines.append("    end")
    for arrow in picture.arrows:
        source = arrow.via or arrow.src
        lines.append(f'    {_alias(str(source))} -- "{arrow.ports} ({arrow.rule})" --> {_alias(str(arrow.dst))}')
    return "\n".join(lines) + "\n"


def _label(box: Box) -> str:
    return "<br/>".join((box.title, *(safe(name) for name in box.names)))


def _alias(name: str) -> str:
    return name.replace("-", "_")
