"""A site's folder to one adoptable Configuration; the first thing wrong is raised."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfoNotFoundError

from msgspec.structs import replace

from alerts.configuration import Configuration, Limits, Notify
from alerts.roster import Roster
from config.check import problems
from config.civil import civil_of
from config.declared import declared
from config.errors import ConfigError, Place
from config.files import DevicesFile, NotifyFile, RosterFile, SiteFile, StaffFile
from config.places import Places
from config.plan_file import PlanFile, Thing, things
from config.policy_files import PACKAGE, POLICIES_DIR, folder_of, read_policy, with_overlay
from config.read import read_json, read_toml, typed
from config.thresholds import FILE as RULES_FILE
from config.thresholds import filters, thresholds
from custody.policy import Policy
from zones.plan import Anchor, Camera, Door, PerimeterLine, Room, Site, Zone

__all__ = [
    "DEMO_DIR",
    "POLICIES_DIR",
    "ConfigError",
    "Loaded",
    "load_site",
    "read_site",
    "with_endpoint_urls",
]

DEMO_DIR = PACKAGE / "demo"
ROSTER_FILE = "roster.toml"

T = TypeVar("T")


class Loaded(NamedTuple):
    """A configuration as read, and where each of its parts stands in the files."""

    configuration: Configuration
    places: Places
    senders: tuple[str, ...]


def load_site(path: Path) -> Configuration:
    """Return the site's configuration; raises ConfigError for the first thing that is wrong."""
    loaded = read_site(path)
    for problem in problems(loaded.configuration, loaded.places, loaded.senders):
        raise problem
    return loaded.configuration


def read_site(path: Path) -> Loaded:
    """Return the site as its files say it; only contradictions between parts are not yet seen."""
    if not path.is_dir():
        raise ConfigError(Place(str(path), ""), "no such folder", "name a site's folder")
    places = Places()
    head = typed(read_toml(path, "site.toml"), SiteFile, "site.toml")
    staff = typed(read_toml(path, "staff.toml"), StaffFile, "staff.toml").staff
    devices = typed(read_toml(path, "devices.toml"), DevicesFile, "devices.toml")
    notify = typed(read_toml(path, "notify.toml"), NotifyFile, "notify.toml")
    rules = read_toml(path, RULES_FILE)
    configuration = Configuration(
        site=_site(path, head, places),
        staff=staff,
        devices=devices.devices,
        policies=_policies(path, head, places),
        default_policy=head.default_policy,
        thresholds=thresholds(rules, declared()),
        filters=filters(rules),
        roster=_roster(path, head.timezone),
        notify=Notify(
            endpoints=notify.endpoints,
            severity_max=notify.severity_max,
            escalate_after_s=notify.escalate_after_s,
            ladder_s=notify.ladder_s,
            arrive_within_s=notify.arrive_within_s,
            arrive_near_m=notify.arrive_near_m,
            allow=notify.allow,
            console_url=notify.console_url,
        ),
        limits=typed(read_toml(path, "limits.toml"), Limits, "limits.toml"),
    )
    for kind, parts in (
        ("level", head.levels),
        ("room_type", head.room_types),
        ("connector", head.connectors),
    ):
        places.note_list(kind, parts, Place("site.toml", f"{kind}s"))
    places.note_list("muster", head.muster, Place("site.toml", "muster"))
    places.note_list("fence", head.fences, Place("site.toml", "fences"))
    control_points = Place("site.toml", "control_points")
    places.note_list("control_point", head.control_points, control_points)
    places.note_list("staff", staff, Place("staff.toml", "staff"))
    places.note_list("device", devices.devices, Place("devices.toml", "devices"))
    places.note_list("endpoint", notify.endpoints, Place("notify.toml", "endpoints"))
    return Loaded(configuration, places, devices.senders)


def _roster(path: Path, timezone: str) -> Roster:
    """Return who is on duty when; a site may have no roster."""
    if not (path / ROSTER_FILE).exists():
        return Roster()
    shifts = typed(read_toml(path, ROSTER_FILE), RosterFile, ROSTER_FILE).shifts
    try:
        return Roster(shifts=shifts, local=civil_of(timezone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Roster(shifts=shifts)  # ``problems`` refuses the time zone by name.


def with_endpoint_urls(configuration: Configuration, urls: Mapping[str, str]) -> Configuration:
    """Return the configuration with other addresses for some endpoints (id -> url)."""
    endpoints = configuration.notify.endpoints
    unknown = sorted(set(urls) - {endpoint.id for endpoint in endpoints})
    if unknown:
        place = Place("notify.toml", "endpoints")
        raise ConfigError(place, f"there is no endpoint {unknown[0]}", "name one that exists")
    told = tuple(
        replace(endpoint, url=urls.get(endpoint.id, endpoint.url)) for endpoint in endpoints
    )
    return replace(configuration, notify=replace(configuration.notify, endpoints=told))


def _site(path: Path, head: SiteFile, places: Places) -> Site:
    parts: list[Thing] = []
    for level in head.levels:
        file = f"plan-{level.id}.geojson"
        plan = typed(read_json(path, file), PlanFile, file)
        for thing, place in things(plan, level=level.id, file=file):
            parts.append(thing)
            places.note(type(thing).__name__, thing.id, place)
    return Site(
        id=head.id,
        zh=head.zh,
        en=head.en,
        timezone=head.timezone,
        levels=head.levels,
        room_types=head.room_types,
        rooms=_only(parts, Room),
        zones=_only(parts, Zone),
        doors=_only(parts, Door),
        connectors=head.connectors,
        perimeter=_only(parts, PerimeterLine),
        cameras=_only(parts, Camera),
        anchors=_only(parts, Anchor),
        muster=head.muster,
        roll_calls=head.roll_calls,
        fences=head.fences,
        control_points=head.control_points,
    )


def _only(parts: Sequence[Thing], kind: type[T]) -> tuple[T, ...]:
    return tuple(part for part in parts if isinstance(part, kind))


def _policy(path: Path, name: str, places: Places) -> Policy:
    """Return a policy of the site's own folder, else the package's."""
    file = f"policies/{name}.toml"
    folder = folder_of(path, file)
    if folder is None:
        known = ", ".join(sorted(found.stem for found in POLICIES_DIR.glob("*.toml")))
        place = Place("site.toml", f"policies[{len(places.of('policy'))}]")
        problem = f"there is no policy {name}"
        raise ConfigError(place, problem, f"add {file} to the site or name one of {known}")
    policy = read_policy(folder, file)
    places.note("policy", policy.id, Place(file, ""))
    return policy


def _policies(path: Path, head: SiteFile, places: Places) -> tuple[Policy, ...]:
    """Return the site's policies with its overlays laid over them, in their order."""
    policies = [_policy(path, name, places) for name in head.policies]
    for index, name in enumerate(head.overlays):
        policies = with_overlay(policies, path, name, Place("site.toml", f"overlays[{index}]"))
    return tuple(policies)
