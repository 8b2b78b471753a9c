"""``custody site draw``: the plan of a site as an SVG to look at."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from config.command import check, exit_code, summary, things_in
from config.draw import draw_site
from config.errors import ConfigError
from config.load import DEMO_DIR, read_site

UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Draw a site's plan."""
    parser = argparse.ArgumentParser(prog="custody site", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    draw = verbs.add_parser(
        "draw", help="the plan as an SVG; what custody check finds is marked red"
    )
    draw.add_argument("--site", type=Path, default=DEMO_DIR, help="site folder")
    draw.add_argument("-o", "--output", type=Path, help="file to write; without it: to the screen")
    draw.add_argument("--language", choices=("zh", "en"), default="en", help="of the names")
    options = parser.parse_args(argv)
    try:
        # A plan that contradicts itself is the one somebody wants to look at.
        configuration, places, _ = read_site(options.site)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE
    findings = check(options.site)
    svg = draw_site(
        configuration,
        language=options.language,
        wrong=things_in(findings, places),
        notes=tuple(finding.text for finding in findings),
    )
    if not _written(svg, options.output):
        return UNUSABLE
    if findings:
        print(f"{summary(options.site, findings)}, marked red in the drawing", file=sys.stderr)
    return exit_code(findings)


def _written(svg: str, output: Path | None) -> bool:
    if output is None:
        print(svg)
        return True
    try:
        output.write_text(svg, encoding="utf-8")
    except OSError as error:
        print(f"{output}: {error.strerror}; name a file that can be written", file=sys.stderr)
        return False
    print(f"{output}: open it in a browser; it says what a thing is when pointed at")
    return True
