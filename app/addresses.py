"""Where the three servers are: options and environment variables."""

import argparse
import os


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Add the addresses of the three servers, which may also come from the environment."""
    for name, what in (("mqtt", "broker"), ("dsn", "PostgreSQL"), ("redis", "Valkey or Redis")):
        variable = f"CUSTODY_{name.upper()}"
        given = os.environ.get(variable)
        parser.add_argument(
            f"--{name}", metavar="URL", default=given, help=f"{what}, or {variable}"
        )


def server_environment(options: argparse.Namespace) -> dict[str, str]:
    """Return the servers' addresses as environment variables: other users see command lines."""
    given = {"mqtt": options.mqtt, "dsn": options.dsn, "redis": options.redis}
    return {f"CUSTODY_{name.upper()}": url for name, url in given.items() if url}
