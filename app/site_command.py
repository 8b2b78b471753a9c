"""``custody site draw``: the plan of a site as an SVG to look at."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from config.draw import draw_site
from config.errors import ConfigError
from config.load import DEMO_DIR, load_site

UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Draw a site's plan."""
    parser = argparse.ArgumentParser(prog="custody site", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    draw = verbs.add_parser("draw", help="the plan as an SVG: rooms, doors, lines, cameras")
    draw.add_argument("--site", type=Path, default=DEMO_DIR, help="site folder")
    draw.add_argument("-o", "--output", type=Path, help="file to write; without it: to the screen")
    draw.add_argument("--language", choices=("zh", "en"), default="en", help="of the names")
    options = parser.parse_args(argv)
    try:
        svg = draw_site(load_site(options.site), language=options.language)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE
    if options.output is None:
        print(svg)
        return 0
    try:
        options.output.write_text(svg, encoding="utf-8")
    except OSError as error:
        print(
            f"{options.output}: {error.strerror}; name a file that can be written", file=sys.stderr
        )
        return UNUSABLE
    print(f"{options.output}: {len(svg)} characters")
    return 0
