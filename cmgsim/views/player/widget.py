"""The player inside a notebook: a widget where anywidget is installed, a frame where not and in exported pages."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final

from attrs import field, frozen

from cmgsim.model.scenario import Scenario
from cmgsim.views.notebook import HEIGHT, frame
from cmgsim.views.player.demo import demo

_SHOW: Final = """
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.title = "cmgsim";
  frame.style = `width:100%;height:${model.get("height")}px;border:0`;
  frame.srcdoc = model.get("page");
  el.append(frame);
}
export default { render };
"""


@frozen
class Player:
    """A page of the player; a notebook shows it."""

    page: str = field(repr=False)
    """The whole of it, as `cmgsim demo` writes it to a file."""
    height: int = HEIGHT
    """Of the frame, in pixels."""

    def _repr_html_(self) -> str:
        return frame(self.page, scripts=True, height=self.height)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The widget, and the frame for whoever shows no widgets: exported HTML, for one."""
        if find_spec("anywidget") is None:
            return {"text/html": self._repr_html_()}
        bundle = _widget(self)._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/html": self._repr_html_()}, metadata


def player(scenario: Scenario | None = None, *, height: int = HEIGHT, **options: Any) -> Player:
    """
    The interactive player for a notebook.

    Args:
        scenario: As for `demo`.
        height: Of the frame, in pixels.
        options: What else `demo` takes: `flows`, `faults`, `languages`.

    Example:
        >>> player(flows=["channel"], faults=["proxy"], languages=["fr"], height=500)
        Player(height=500)
    """
    return Player(demo(scenario, command="cmgsim.player()", **options), height)


def _widget(shown: Player) -> Any:
    import anywidget
    import traitlets

    class Widget(anywidget.AnyWidget):
        _esm = _SHOW
        page = traitlets.Unicode("").tag(sync=True)
        height = traitlets.Int(HEIGHT).tag(sync=True)

    return Widget(page=shown.page, height=shown.height)
