"""How people are told: channels, templates, where notices may go, phones nobody answers."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from alerts.channels import SCHEMES, Email, Gateway, Relay, Wecom, kind_of
from alerts.configuration import Configuration, Endpoint
from alerts.notify.destination import (
    Allowed,
    DestinationRefused,
    Network,
    allowed,
    check_address,
    destination,
)
from alerts.notify.template import OPEN_WORDS, fill, wrong_body, wrong_header, wrong_url
from alerts.roster import Roster
from config.errors import ConfigError, Place
from config.places import Places
from custody.clocks.civil import DAY_NS

FILE: Final = "notify.toml"
TOLD: Final = (
    *("G", "CR", "CO", "DI", "OIC", "HCP", "EMS", "LEG"),
    *("SUP", "PRO", "AA", "LAW", "PK", "IT"),
)
"""Who can be told (rulebook section 5)."""
LANGUAGES: Final = ("zh", "en")
URL_TEXT_CHARS_MAX: Final = 500
PREFIX_MIN: Final = 8
"""A network wider than this is no allow-list."""
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONDAY_NS: Final = 4 * DAY_NS
"""1970-01-05."""
_MINUTE_NS: Final = 60_000_000_000
_ID: Final = re.compile(r"^[A-Za-z0-9._-]{1,40}$")


def notify_problems(configuration: Configuration, places: Places) -> Iterator[ConfigError]:
    """Yield what is wrong with who is told, how, and where."""
    notify = configuration.notify
    for index, seconds in enumerate(notify.escalate_after_s):
        if seconds < 0:
            place = Place(FILE, f"escalate_after_s[{index}]")
            yield ConfigError(place, f"{seconds:g} s is not allowed", "write 0 (never) or more")
    if not any(endpoint.tier == 1 for endpoint in notify.endpoints):
        yield ConfigError(
            Place(FILE, "endpoints"), "nobody is told first", "add an endpoint with tier = 1"
        )
    yield from _console(notify.console_url)
    yield from _allow(notify.allow)
    may = _readable(notify.allow)
    for endpoint in notify.endpoints:
        place = places.place("endpoint", endpoint.id)
        yield from _words(endpoint, place)
        yield from _where(endpoint, place, may)
        yield from _channel(endpoint, place.at("channel"))
    yield from _nobody_answers(configuration)


def _console(url: str) -> Iterator[ConfigError]:
    """Yield what is wrong with the address that notices link to."""
    if not url:
        return
    parts = urlsplit(url)
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        problem = f"{url} is no address of a console"
        remedy = "write https://console.example, without ? and #, or leave it out"
        yield ConfigError(Place(FILE, "console_url"), problem, remedy)


def _allow(entries: tuple[str, ...]) -> Iterator[ConfigError]:
    for index, entry in enumerate(entries):
        place = Place(FILE, f"allow[{index}]")
        try:
            found = allowed([entry])
        except DestinationRefused as error:
            yield ConfigError(place, str(error), "write 10.20.0.0/16, fd12::/48 or a host's name")
            continue
        if any(network.prefixlen < PREFIX_MIN for network in found.networks):
            problem = f"{entry} allows nearly everything"
            yield ConfigError(place, problem, "list the networks of the receivers")


def _readable(entries: tuple[str, ...]) -> Allowed:
    """Return the allow-list without what ``_allow`` refuses."""
    names: set[str] = set()
    networks: list[Network] = []
    for entry in entries:
        try:
            found = allowed([entry])
        except DestinationRefused:
            continue
        names |= found.names
        networks += found.networks
    return Allowed(names=frozenset(names), networks=tuple(networks))


def _words(endpoint: Endpoint, place: Place) -> Iterator[ConfigError]:
    if not _ID.match(endpoint.id):
        problem = f"{endpoint.id!r} cannot be part of a notice's number"
        yield ConfigError(place.at("id"), problem, "use letters, digits, - and _ (40 at most)")
    if endpoint.language not in LANGUAGES:
        problem = f"{endpoint.id}: we do not speak {endpoint.language!r}"
        yield ConfigError(place.at("language"), problem, "write zh or en")
    for code in endpoint.told:
        if code not in TOLD:
            problem = f"{endpoint.id}: nobody is called {code}"
            yield ConfigError(place.at("told"), problem, "allowed: " + ", ".join(TOLD))


def _where(endpoint: Endpoint, place: Place, may: Allowed) -> Iterator[ConfigError]:
    """Yield a url that is none, or one that could never be reached."""
    schemes = SCHEMES[type(endpoint.channel)]
    filled = fill(endpoint.url, {}, "form").replace("$", "")
    try:
        to = destination(filled, schemes)
    except DestinationRefused as error:
        problem = f"{endpoint.id}: that is no address of a receiver: {error}"
        remedy = "write " + " or ".join(f"{scheme}://host/..." for scheme in schemes)
        yield ConfigError(place.at("url"), problem, remedy)
        return
    try:
        literal = str(ipaddress.ip_address(to.host))
    except ValueError:
        if to.host not in may.names and not may.networks:
            problem = f"{endpoint.id}: {to.host} is not on the allow list"
            yield ConfigError(place.at("url"), problem, "add its network to allow")
        return
    try:
        check_address(to, literal, may)
    except DestinationRefused as error:
        problem = f"{endpoint.id}: that is no address of a receiver: {error}"
        remedy = "write the receiver's own address and add its network to allow"
        yield ConfigError(place.at("url"), problem, remedy)


def _channel(endpoint: Endpoint, place: Place) -> Iterator[ConfigError]:
    """Yield what is wrong with a channel's own settings."""
    channel = endpoint.channel
    match channel:
        case Wecom():
            yield from _robot(endpoint, place)
        case Email():
            yield from _mail(endpoint, channel, place)
        case Relay():
            yield from _siren(endpoint, channel, place)
        case Gateway():
            yield from _gateway(endpoint, channel, place)
        case _:
            pass
    if not isinstance(channel, Gateway) and "$" in endpoint.url:
        problem = f"{endpoint.id}: a {kind_of(channel)} url has no words to fill in"
        yield ConfigError(place, problem, "write the url without $")


def _robot(endpoint: Endpoint, place: Place) -> Iterator[ConfigError]:
    if not endpoint.secret:
        problem = f"{endpoint.id}: the robot's key has no name"
        yield ConfigError(place, problem, "name it with secret = and write it into secrets.toml")
    if "?" in endpoint.url:
        problem = f"{endpoint.id}: the robot's key does not belong into the url"
        yield ConfigError(place, problem, "cut the url before ? and write the key as a secret")


def _mail(endpoint: Endpoint, channel: Email, place: Place) -> Iterator[ConfigError]:
    if channel.login and not endpoint.secret:
        problem = f"{endpoint.id}: the password of {channel.login} has no name"
        yield ConfigError(
            place.at("login"), problem, "name it with secret = and write it into secrets.toml"
        )
    if channel.login and channel.tls == "none":
        problem = f"{endpoint.id}: a password would travel readable"
        yield ConfigError(place.at("tls"), problem, 'write tls = "starttls" or leave login out')
    implicit = endpoint.url.startswith("smtps://")
    if implicit != (channel.tls == "implicit"):
        problem = f'{endpoint.id}: smtps:// and tls = "implicit" belong together'
        yield ConfigError(place.at("tls"), problem, "write both or neither")


def _siren(endpoint: Endpoint, channel: Relay, place: Place) -> Iterator[ConfigError]:
    for problem in wrong_body(channel.payload, channel.escape, OPEN_WORDS):
        yield ConfigError(place.at("payload"), f"{endpoint.id}: {problem}", "correct the template")
    if channel.receipt and "${id}" not in channel.payload:
        problem = f"{endpoint.id}: a siren cannot say an id back that it was not told"
        yield ConfigError(place.at("payload"), problem, "add ${id} or leave receipt out")
    if "$" in channel.topic + channel.receipt:
        problem = f"{endpoint.id}: a topic has no words to fill in"
        yield ConfigError(place.at("topic"), problem, "write the topic without $")


def _gateway(endpoint: Endpoint, channel: Gateway, place: Place) -> Iterator[ConfigError]:
    found = [("body", problem) for problem in wrong_body(channel.body, channel.escape)]
    found += [("url", problem) for problem in wrong_url(endpoint.url)]
    found += [
        ("headers", f"{name}: {problem}")
        for name, value in channel.headers.items()
        for problem in wrong_header(value)
    ]
    for key, problem in found:
        yield ConfigError(place.at(key), f"{endpoint.id}: {problem}", "correct the template")
    if channel.method == "GET" and channel.body:
        problem = f"{endpoint.id}: a GET has no body"
        yield ConfigError(place.at("body"), problem, "write its words into the url")
    if "${text}" in endpoint.url and channel.chars_max > URL_TEXT_CHARS_MAX:
        problem = f"{endpoint.id}: a url holds {URL_TEXT_CHARS_MAX} characters of text at most"
        yield ConfigError(place.at("chars_max"), problem, "write a smaller number")
    used = " ".join((endpoint.url, channel.body, *channel.headers.values()))
    if "${secret}" in used and not endpoint.secret:
        problem = f"{endpoint.id}: ${{secret}} has no name"
        yield ConfigError(place, problem, "name it with secret = and write it into secrets.toml")
    if not any(f"${{{word}}}" in used for word in ("text", "title", "label", "rule", "alarm")):
        problem = f"{endpoint.id}: nobody could tell from it which alarm it is"
        yield ConfigError(place.at("body"), problem, "add ${text}, ${title} or ${alarm}")


def _nobody_answers(configuration: Configuration) -> Iterator[ConfigError]:
    """Yield the first time of the week at which no phone of a tier belongs to anybody on duty."""
    notify, roster = configuration.notify, configuration.roster
    if not roster.shifts:
        return
    for tier in sorted({endpoint.tier for endpoint in notify.endpoints}):
        owners = {endpoint.staff for endpoint in notify.endpoints if endpoint.tier == tier}
        if "" in owners:
            continue
        empty = _first_empty(roster, owners)
        if empty is not None:
            day, minute = divmod(empty, 1440)
            problem = (
                f"on {DAYS[day]} at {minute // 60:02}:{minute % 60:02}"
                f" nobody of tier {tier} is on duty"
            )
            remedy = "add a shift to roster.toml, or an endpoint that is nobody's own"
            yield ConfigError(Place(FILE, "endpoints"), problem, remedy)


def _first_empty(roster: Roster, owners: set[str]) -> int | None:
    """Return the first minute of the week when none of these is on duty, if there is one."""
    local = Roster(shifts=roster.shifts)
    clocks = {clock for shift in roster.shifts for clock in (shift.begins, shift.ends)}
    starts = sorted({0, *(int(clock[:2]) * 60 + int(clock[3:]) for clock in clocks)})
    for minute in (day * 1440 + start for day in range(len(DAYS)) for start in starts):
        on_duty = local.on_duty(_MONDAY_NS + minute * _MINUTE_NS) or frozenset()
        if not on_duty & owners:
            return minute
    return None
