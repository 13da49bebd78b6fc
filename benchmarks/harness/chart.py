"""The findings as a chart: what a request costs each proxy, in each shape, as bars. SVG, drawn here."""

from html import escape

from . import findings

WIDTH, NAMES, BAR, GAP, HEAD = 760, 170, 16, 5, 34
OURS, OTHERS = "#2a6f97", "#a9b4bd"


def svg(shapes, samples):
    """One panel below another, each with its own scale: CPU microseconds of a request, medians and ranges."""
    parts, y = [], 24
    for shape in shapes:
        costs = {name: findings.cost(own) for name, own in findings.by_peer(samples, shape.name).items()}
        if not costs:
            continue
        parts.append(f'<text x="0" y="{y}" class="title">{escape(shape.title)}</text>')
        y += 10
        scale = (WIDTH - NAMES - 110) / max(cost.most for cost in costs.values())
        for name in sorted(costs, key=lambda each: costs[each].median):
            parts += _bar(name, costs[name], y, scale)
            y += BAR + GAP
        y += HEAD
    style = "text{font:13px sans-serif;fill:#222}.title{font-weight:bold}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" aria-label="CPU microseconds per request">'
    return "\n".join([head, f"<style>{style}</style>", f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>', *parts, "</svg>", ""])


def _bar(name, cost, y, scale):
    colour = OURS if name.startswith("offshoot") else OTHERS
    end, middle = NAMES + cost.median * scale, y + BAR / 2
    least, most = NAMES + cost.least * scale, NAMES + cost.most * scale
    return [
        f'<text x="{NAMES - 8}" y="{y + BAR - 4}" text-anchor="end">{escape(name)}</text>',
        f'<rect x="{NAMES}" y="{y}" width="{end - NAMES:.1f}" height="{BAR}" fill="{colour}"/>',
        f'<path d="M{least:.1f} {middle}H{most:.1f}" stroke="#222"/>',
        f'<text x="{max(end, most) + 6:.1f}" y="{y + BAR - 4}">{cost.median:.1f} µs</text>',
    ]
