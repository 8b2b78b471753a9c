"""``custody user``: who may sign in at the console."""

import argparse
import getpass
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from console.users import (
    Consent,
    UserMistakeError,
    add_user,
    list_users,
    remove_user,
    set_password,
)

UNUSABLE: Final = 2
GENERATED_BYTES: Final = 12


def main(argv: Sequence[str]) -> int:
    """Add, list and remove logins of the console; each stands for a member of staff."""
    options = _options(argv)
    try:
        match options.verb:
            case "add":
                password = _password(generate=options.generate)
                add_user(
                    options.state, options.user, options.staff, password, language=options.language
                )
                _show_made(password, generate=options.generate)
            case "password":
                consent = _consent(options.consent)
                password = _password(generate=options.generate)
                set_password(options.state, options.user, password, consent=consent)
                _show_made(password, generate=options.generate)
            case "remove":
                remove_user(options.state, options.user, consent=_consent(options.consent))
            case _:
                for user in list_users(options.state):
                    print(f"{user.user}\t{user.staff}\t{user.language}")
    except UserMistakeError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="custody user", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="let a member of staff sign in")
    add.add_argument("user", help="what is typed at the login")
    add.add_argument("staff", help="staff id of the adopted site")
    add.add_argument("--language", choices=("zh", "en"), default="zh")
    password = verbs.add_parser("password", help="give a new password, end the sessions")
    password.add_argument("user")
    for verb in (add, password):
        verb.add_argument("--generate", action="store_true", help="make a password and print it")
    remove = verbs.add_parser("remove", help="take the right to sign in away")
    remove.add_argument("user")
    for verb in (password, remove):
        verb.add_argument(
            "--consent",
            default="",
            metavar="INSPECTOR",
            help="an inspector who agrees; needed for a login of supervision or procurator",
        )
    for verb in (add, password, remove, verbs.add_parser("list", help="everybody who may sign in")):
        verb.add_argument("--state", type=Path, required=True, help="state directory")
    return parser.parse_args(argv)


def _password(*, generate: bool) -> str:
    """Return a password: made, typed twice, or the first line of a pipe."""
    if generate:
        return secrets.token_urlsafe(GENERATED_BYTES)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("password: ")
    if getpass.getpass("again: ") != first:
        message = "the two passwords differ"
        raise UserMistakeError(message)
    return first


def _consent(inspector: str) -> Consent | None:
    """Return an inspector's agreement; the password is typed, or the next line of a pipe."""
    if not inspector:
        return None
    if not sys.stdin.isatty():
        return Consent(inspector, sys.stdin.readline().rstrip("\n"))
    return Consent(inspector, getpass.getpass(f"password of {inspector}: "))


def _show_made(password: str, *, generate: bool) -> None:
    """Print a made password once it is stored; a refusal prints none."""
    if generate:
        print(password)
