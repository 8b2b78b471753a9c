"""``custody site``: the plan of a site as an SVG to look at, or as GeoJSON for other maps."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from config.command import check, exit_code, summary, things_in
from config.draw import draw_site
from config.earth import plan_on_earth
from config.errors import ConfigError
from config.load import DEMO_DIR, load_site, read_site

UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Draw a site's plan, or put it on the earth."""
    options = _parser().parse_args(argv)
    try:
        return _draw(options) if options.verb == "draw" else _on_earth(options)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE


def _draw(options: argparse.Namespace) -> int:
    """Draw what the files say: a plan that contradicts itself is what somebody wants to see."""
    configuration, places, _ = read_site(options.site)
    findings = check(options.site)
    svg = draw_site(
        configuration,
        language=options.language,
        wrong=things_in(findings, places),
        notes=tuple(finding.text for finding in findings),
    )
    if not _written(svg, options.output, "open it in a browser, point at things to see their ids"):
        return UNUSABLE
    if findings:
        print(f"{summary(options.site, findings)}, marked red in the drawing", file=sys.stderr)
    return exit_code(findings)


def _on_earth(options: argparse.Namespace) -> int:
    text = json.dumps(plan_on_earth(load_site(options.site).site), indent=1)
    return 0 if _written(text, options.output, f"{len(text)} characters") else UNUSABLE


def _written(text: str, output: Path | None, said: str) -> bool:
    if output is None:
        print(text)
        return True
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{output}: {error.strerror}; name a file that can be written", file=sys.stderr)
        return False
    print(f"{output}: {said}")
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="custody site", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    draw = verbs.add_parser(
        "draw", help="the plan as an SVG; what custody check finds is marked red"
    )
    draw.add_argument("--language", choices=("zh", "en"), default="en", help="of the names")
    earth = verbs.add_parser("geojson", help="the plan as GeoJSON in WGS84, by control points")
    for verb in (draw, earth):
        verb.add_argument("--site", type=Path, default=DEMO_DIR, help="site folder")
        verb.add_argument(
            "-o", "--output", type=Path, help="file to write; without it: to the screen"
        )
    return parser
