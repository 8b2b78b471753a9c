"""The ``custody`` command: finds the module of a sub-command and hands it the rest of the line."""

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

COMMANDS: Final = {
    "demo": ("app.demo", "main", "the whole engine on real servers, with a simulated site"),
    "run": ("app.supervisor", "main", "engine, outlets and console of a production box"),
    "sim": ("sim.run", "main", "people, bands, doors and officers of a scenario"),
    "replay": ("app.replay", "main", "run a journal again and compare every decision"),
    "check": ("app.config_command", "check_main", "everything that is wrong with a site folder"),
    "config": ("app.config_command", "main", "show a site, adopt it in a running engine"),
    "site": ("app.site_command", "main", "draw a site's plan to look at"),
    "policy": ("app.policy_command", "main", "check the law's files, explain a person's clocks"),
    "evaluate": ("evaluate.run", "main", "judge filters and detectors on recorded data"),
    "user": ("app.user_command", "main", "who may sign in at the console"),
    "bench": ("app.bench_command", "main", "what things cost on this machine"),
}
"""What a person may type; each module has the named ``(argv) -> exit code``."""

PROCESSES: Final = {
    "engine": ("ingest.run", "main"),
    "outlets": ("app.outlets", "main"),
    "console": ("console.run", "main"),
    "receiver": ("app.receiver", "main"),
}
"""What the supervisor and the demo start."""

PIPE_CLOSED: Final = 141
"""What a shell reports of a program that its reader's end stopped."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code; 2 means it was asked wrongly."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = words[0] if words else "--help"
    if name in ("-h", "--help"):
        print(usage())
        return 0 if words else 2
    if name not in PROCESSES and name not in COMMANDS:
        print(f"custody: no such command: {name}\n\n{usage()}", file=sys.stderr)
        return 2
    module, function = PROCESSES[name] if name in PROCESSES else COMMANDS[name][:2]
    run: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), function)
    try:
        code = run(words[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has enough (``| head``); the interpreter must not flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def usage() -> str:
    """Return the list of commands."""
    lines = [f"  {name:<9} {help_text}" for name, (_, _, help_text) in COMMANDS.items()]
    return "\n".join(
        ["usage: custody COMMAND [options]", "", *lines, "", "COMMAND --help tells more."]
    )


if __name__ == "__main__":
    sys.exit(main())
