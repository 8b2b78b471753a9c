"""The ``custody`` command: finds the module of a sub-command and hands it the rest of the line."""

import importlib
import sys
from collections.abc import Sequence
from typing import Final

COMMANDS: Final = {
    "demo": ("app.demo", "the whole engine on real servers, with a simulated site"),
    "run": ("app.supervisor", "engine, outlets and console of a production box"),
    "sim": ("sim.run", "people, bands, doors and officers of a scenario"),
    "config": ("app.config_command", "check a site, adopt it in a running engine"),
    "user": ("app.user_command", "logins of the console"),
}
"""What a person may type; each module has ``main(argv) -> exit code``."""

PROCESSES: Final = {
    "engine": "ingest.run",
    "outlets": "app.outlets",
    "console": "console.run",
    "receiver": "app.receiver",
}
"""What the supervisor and the demo start."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code; 2 means it was asked wrongly."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words else "--help"
    if name in ("-h", "--help"):
        print(usage())
        return 0 if words else 2
    module = PROCESSES.get(name) or COMMANDS.get(name, ("", ""))[0]
    if not module:
        print(f"custody: no such command: {name}\n\n{usage()}", file=sys.stderr)
        return 2
    code: int = importlib.import_module(module).main(words[1:])
    return code


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<9} {help_text}" for name, (_, help_text) in COMMANDS.items()]
    return "\n".join(
        ["usage: custody COMMAND [options]", "", *lines, "", "COMMAND --help tells more."]
    )


if __name__ == "__main__":
    sys.exit(main())
