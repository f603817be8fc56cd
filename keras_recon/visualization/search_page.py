"""A page of found shapes for a browser."""

import html
from pathlib import Path

import numpy as np

from keras_recon.files import replacing
from keras_recon.visualization.point_panel import panel_limits, project

SIDE = 400  # Units of a picture, so that whole numbers are fine enough.
DEPTHS = 6  # Shades from far to near.

STYLE = """
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --line: #e1e5ea; --text: #1c2530;
  --pale: #6b7785; --points: #2a6f97; --shadow: 0 1px 2px #1c253012; }
@media (prefers-color-scheme: dark) { :root { --page: #12161b; --card: #1b2128; --line: #2b333d;
  --text: #e6eaef; --pale: #94a1af; --points: #7cc0e8; --shadow: none; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 2rem clamp(1rem, 4vw, 3rem) 3rem;
  background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 1.25rem; margin-bottom: 1.5rem; }
header svg { width: 7.5rem; flex: none; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
header p { margin: .25rem 0 0; color: var(--pale); }
ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11.5rem, 100%), 1fr));
  gap: 1rem; margin: 0; padding: 0; list-style: none; }
li { display: flex; flex-direction: column; min-width: 0; overflow: hidden;
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  box-shadow: var(--shadow); }
li > svg, .empty { width: 100%; aspect-ratio: 1; }
svg path { fill: none; stroke: var(--points); stroke-width: 6.5; stroke-linecap: round; }
.empty { display: grid; place-items: center; color: var(--pale); }
.text { padding: .7rem .9rem .8rem; border-top: 1px solid var(--line); }
.line { display: flex; justify-content: space-between; color: var(--pale); font-size: .8rem;
  font-variant-numeric: tabular-nums; }
.text p { margin: .15rem 0 0; color: var(--pale); font-size: .8rem; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.text .name { color: var(--text); font-size: 1rem; font-weight: 600; }
"""


def write_search_page(results, path, title, query=None):
    """Write what a search found as a page of ranked pictures.

    The page is one HTML file without scripts, which loads nothing from elsewhere; it follows the
    browser's light or dark scheme and its width.

    Args:
        results: List of dicts, best first, as `ShapeIndex.describe` gives them: `"name"`,
            `"score"` and, where they are known, `"path"`, `"caption"` and `"points"`, a float
            array of shape `(P, 3)`, y up.
        path: Path of the page to write.
        title: What was searched for.
        query: Optional float array of shape `(P, 3)`, y up: the shape that was searched for.

    Returns:
        The path.

    Raises:
        ValueError: If a result has no name or no score, or points are of another shape.

    Example:

    ```python
    import tempfile
    import numpy as np
    import keras_recon

    cube = np.random.default_rng(0).uniform(-1, 1, (300, 3))
    results = [{"name": "cube", "score": 0.9, "points": cube, "path": "solids/cube.stl"}]
    path = tempfile.mkdtemp() + "/search.html"
    keras_recon.visualization.write_search_page(results, path, "a box")
    ```
    """
    for result in results:
        if not {"name", "score"} <= result.keys():
            raise ValueError(
                "A result must be a dict with 'name' and 'score', and 'path', 'caption' and "
                f"'points' if you like. Received: {sorted(result)}"
            )
    cards = "\n".join(_card(rank, result) for rank, result in enumerate(results, start=1))
    found = f"{len(results)} shape{'' if len(results) == 1 else 's'}, by cosine similarity"
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>{"" if query is None else _picture(query, title)}
<div><h1>{html.escape(title)}</h1><p>{found}</p></div></header>
<ol>
{cards}
</ol>
</body>
</html>
"""
    path = Path(path)
    with replacing(path) as partial:
        partial.write_text(page, encoding="utf-8", errors="backslashreplace")
    return path


def _card(rank, result):
    name = str(result["name"])
    if result.get("points") is None:
        picture = '<div class="empty">no picture</div>'
    else:
        picture = _picture(result["points"], name)
    texts = {"name": name, "caption": result.get("caption"), "path": result.get("path")}
    texts = {kind: html.escape(str(text)) for kind, text in texts.items() if text}
    lines = [f'<p class="{kind}" title="{text}">{text}</p>' for kind, text in texts.items()]
    return (
        f'<li>{picture}<div class="text"><div class="line"><span>{rank}</span>'
        f"<span>{result['score']:.3f}</span></div>{''.join(lines)}</div></li>"
    )


def _picture(points, label):
    """The points as SVG, near ones solid and far ones faint, on any ground."""
    points = np.asarray(points, "float64")
    if points.ndim != 2 or points.shape[1] != 3 or not np.isfinite(points).all() or not len(points):
        raise ValueError(
            f"Points of a picture must be finite, of shape (P, 3). Received: shape {points.shape}"
        )
    right, up, near = project(points).T
    (left, half), (low, _) = panel_limits(points)
    scale = SIDE / max(2 * half, 1e-9)
    across = np.rint((right - left) * scale).astype(int)
    down = SIDE - np.rint((up - low) * scale).astype(int)
    depth = (near - near.min()) / max(np.ptp(near), 1e-9)
    shade = np.minimum((depth * DEPTHS).astype(int), DEPTHS - 1)
    paths = []
    for layer in np.unique(shade):
        dots = "".join(
            f"M{x} {y}h0" for x, y in zip(across[shade == layer], down[shade == layer], strict=True)
        )
        paths.append(f'<path opacity="{(layer + 2) / (DEPTHS + 1):.2f}" d="{dots}"/>')
    label = html.escape(label)
    return (
        f'<svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{label}">{"".join(paths)}</svg>'
    )
