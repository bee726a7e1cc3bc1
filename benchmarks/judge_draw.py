"""Two drawings of judges as SVG, without a library: risk against coverage, and reliability.  Only numbers come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

_COLOURS = ("#0969da", "#c1121f", "#1a7f37", "#8a5a00", "#8250df", "#0a7ea4", "#bf3989", "#57606a", "#4d2d00")
_DASHES = ("", "6 3", "2 3")
_SIDE, _LEFT, _TOP = 360, 64, 46
_STYLE = """
    text { font-family: "DejaVu Sans", Verdana, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 12px; fill: #1c2128; }
    .head { font-weight: bold; font-size: 14px; }
    .page { fill: #ffffff; stroke: #c3c8d0; }
    .axis { stroke: #57606a; stroke-width: 1; fill: none; }
    .grid { stroke: #d8dee4; stroke-width: 1; }
    .even { stroke: #8b949e; stroke-width: 1; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e9edf1; }
      .page { fill: #14181d; stroke: #444c56; }
      .axis { stroke: #a9b3bd; }
      .grid { stroke: #2d333b; }
      svg .curve { filter: brightness(1.5); }
    }
  """


def _svg(title: str, about: str, width: int, height: int, body: Sequence[str]) -> str:
    lines = "\n".join(f"  {line}" for line in body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title about">\n  <title id="title">{escape(title)}</title>\n'
        f'  <desc id="about">{escape(about)}</desc>\n  <style>{_STYLE}</style>\n'
        f'  <rect class="page" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="12"/>\n'
        f'  <text class="head" x="20" y="27">{escape(title)}</text>\n{lines}\n</svg>\n'
    )


def _axes(x: float, y: float, side: float, across: str, up: str, top: float) -> list[str]:
    """A square with its lower left corner at (x, y); the upper edge stands for `top`."""
    found = []
    for i in range(6):
        share = i / 5
        found += [
            f'<line class="grid" x1="{x}" y1="{y - side * share:.1f}" x2="{x + side}" y2="{y - side * share:.1f}"/>',
            f'<text x="{x - 6}" y="{y - side * share + 4:.1f}" text-anchor="end">{100 * share * top:.0f}</text>',
            f'<text x="{x + side * share:.1f}" y="{y + 16}" text-anchor="middle">{100 * share:.0f}</text>',
        ]
    middle = y - side / 2
    return [
        *found,
        f'<path class="axis" d="M{x} {y - side}V{y}H{x + side}"/>',
        f'<text x="{x + side / 2}" y="{y + 34}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="{x - 40}" y="{middle}" text-anchor="middle" transform="rotate(-90 {x - 40} {middle})">{escape(up)}</text>',
    ]


def _pen(number: int) -> str:
    dash = _DASHES[number // len(_COLOURS) % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'class="curve" fill="none" stroke-width="2" stroke="{_COLOURS[number % len(_COLOURS)]}"{dashed}'


def _names(names: Sequence[str], x: float, y: float) -> list[str]:
    found = []
    for i, name in enumerate(names):
        at = y + 20 * i
        found += [
            f'<path {_pen(i)} d="M{x} {at}h26"/>',
            f'<text x="{x + 34}" y="{at + 4}">{escape(name)}</text>',
        ]
    return found


def risk_coverage(title: str, curves: Mapping[str, Points], top: float = 0.5) -> str:
    """One curve for each judge: (coverage, risk) in shares; risks above `top` are cut off."""
    x, y = _LEFT, _TOP + _SIDE
    body = _axes(x, y, _SIDE, "supported claims that are marked, %", "wrong among the marked, %", top)
    five = y - _SIDE * 0.05 / top
    body.append(f'<line class="even" x1="{x}" y1="{five:.1f}" x2="{x + _SIDE}" y2="{five:.1f}"/>')
    for i, points in enumerate(curves.values()):
        path = [(x + _SIDE * c, y - _SIDE * min(r / top, 1.0)) for c, r in points]
        if not path:
            continue
        body.append(f'<path {_pen(i)} d="M{" ".join(f"{px:.1f},{py:.1f}" for px, py in path)}"/>')
    body += _names(list(curves), x + _SIDE + 24, _TOP + 12)
    about = "The share of wrong claims among those marked supported, as more are marked; lower is better. The dashed line is at 5 %."
    return _svg(title, about, _LEFT + _SIDE + 280, y + 50, body)


def reliability(title: str, judges: Mapping[str, Sequence[tuple[float, float, int]]]) -> str:
    """A square for each judge: (mean probability, share that came true, how many) of each bin, as circles."""
    side, step = 200, 270
    body: list[str] = []
    columns = min(3, max(1, len(judges)))
    for number, (name, bins) in enumerate(judges.items()):
        x, y = _LEFT + step * (number % columns), _TOP + 22 + side + (side + 84) * (number // columns)
        body += [f'<text x="{x}" y="{y - side - 8}">{escape(name)}</text>']
        body += _axes(x, y, side, "probability given, %", "supported, %", 1.0)
        body.append(f'<line class="even" x1="{x}" y1="{y}" x2="{x + side}" y2="{y - side}"/>')
        path = " ".join(f"{x + side * p:.1f},{y - side * came:.1f}" for p, came, _ in bins)
        body.append(f'<path {_pen(0)} d="M{path}"/>')
        most = max((n for _, _, n in bins), default=1)
        for p, came, n in bins:
            radius = 2 + 5 * (n / most) ** 0.5
            body.append(
                f'<circle class="curve" fill="{_COLOURS[0]}" cx="{x + side * p:.1f}" cy="{y - side * came:.1f}" r="{radius:.1f}"/>'
            )
    rows = -(-len(judges) // columns)
    about = "How often claims were supported that a judge gave a probability; on the diagonal it is right about itself. Larger circles hold more claims."
    return _svg(title, about, _LEFT + step * columns, _TOP + (side + 84) * rows + 20, body)
