"""``custody site``: the plan of a site as an SVG to look at, or as GeoJSON for other maps."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from config.draw import draw_site
from config.earth import plan_on_earth
from config.errors import ConfigError
from config.load import DEMO_DIR, load_site

UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Draw a site's plan, or put it on the earth."""
    options = _parser().parse_args(argv)
    try:
        configuration = load_site(options.site)
        if options.verb == "draw":
            text = draw_site(configuration, language=options.language)
        else:
            text = json.dumps(plan_on_earth(configuration.site), indent=1)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE
    if options.output is None:
        print(text)
        return 0
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(
            f"{options.output}: {error.strerror}; name a file that can be written", file=sys.stderr
        )
        return UNUSABLE
    print(f"{options.output}: {len(text)} characters")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="custody site", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    draw = verbs.add_parser("draw", help="the plan as an SVG: rooms, doors, lines, cameras")
    draw.add_argument("--language", choices=("zh", "en"), default="en", help="of the names")
    earth = verbs.add_parser("geojson", help="the plan as GeoJSON in WGS84, by control points")
    for verb in (draw, earth):
        verb.add_argument("--site", type=Path, default=DEMO_DIR, help="site folder")
        verb.add_argument(
            "-o", "--output", type=Path, help="file to write; without it: to the screen"
        )
    return parser
