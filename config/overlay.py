"""Overlays: a province or a site tightens a policy freely; it loosens only where no law speaks.

A value may be loosened where its confidence is ``design``, the law naming no number, with a source
and the names of two people who answer for it. Everything else that loosens is refused.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from config.errors import ConfigError, Place
from config.explain import explain, nearest
from config.read import read_toml, typed
from custody.policy import Confidence, Policy

PEOPLE_MIN: Final = 2
_STEP: Final = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
_LESS_IS_TIGHTER: Final = (
    *("limit_s", "max_s", "first_within_s", "then_every_s", "rearm_s", "total_max_s", "grace_s"),
)
_MORE_IS_TIGHTER: Final = ("rest_s", "count", "left_s", "reviews_held", "people")
_LISTS: Final = ("limits", "reviews", "intervals", "rollings", "deadlines", "presences")


class OverlayChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of one clock that is otherwise here."""

    clock: str
    value: str
    """Path within the clock: ``limit_s``, ``rungs[1].approver``, ``gaps[0].max_s``."""
    to: int | str
    source: str
    confidence: Confidence
    names: tuple[str, ...] = ()
    """Who answers for a loosened value: two people at least."""


class Overlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a province or a site lays over a policy."""

    id: str
    zh: str
    en: str
    policy: str
    scope: Literal["province", "site"]
    changes: Annotated[tuple[OverlayChange, ...], Meta(min_length=1)]


def read_overlay(folder: Path, file: str) -> Overlay:
    """Return an overlay's file as a struct; raises ConfigError."""
    return typed(read_toml(folder, file), Overlay, file)


def laid_over(policy: Policy, overlay: Overlay, file: str) -> Policy:
    """Return the policy with an overlay's values; raises ConfigError for one it must not set."""
    if overlay.policy != policy.id:
        place = Place(file, "policy")
        raise ConfigError(place, f"it belongs to {overlay.policy}", f"lay it over {overlay.policy}")
    tree = msgspec.to_builtins(policy)
    for index, change in enumerate(overlay.changes):
        _set(tree, change, Place(file, f"changes[{index}]"), policy)
    tree["overlays"] = (*policy.overlays, overlay.id)
    try:
        return msgspec.convert(tree, Policy, strict=True)
    except msgspec.ValidationError as error:
        raise explain(error, file=file, tree=tree, kind=Policy) from error


def _set(tree: dict[str, Any], change: OverlayChange, place: Place, policy: Policy) -> None:
    """Set one value, if it may be."""
    holder, key = _holder(tree, change, place)
    if not change.source.strip():
        raise ConfigError(place.at("source"), "the value has no source", "name where it is from")
    before = holder[key]
    if type(change.to) is not type(before):
        problem = f"{change.clock} {change.value}: {change.to!r} cannot stand for {before!r}"
        raise ConfigError(place.at("to"), problem, "write a value of the same kind")
    if _loosens(key, before, change.to, policy):
        _refuse_loosening(holder, change, place)
    holder[key], holder["source"] = change.to, change.source
    holder["confidence"] = change.confidence


def _holder(
    tree: dict[str, Any], change: OverlayChange, place: Place
) -> tuple[dict[str, Any], str]:
    """Return the table that holds the value, and its key."""
    clocks = {clock["id"]: clock for name in _LISTS for clock in tree[name]}
    if change.clock not in clocks:
        problem = f"the policy has no clock {change.clock}"
        raise ConfigError(place.at("clock"), problem, nearest(change.clock, clocks))
    holder: Any = clocks[change.clock]
    *steps, last = change.value.split(".")
    for step in steps:
        found = _STEP.fullmatch(step)
        part = holder.get(found[1]) if found and found[2] else None
        if not found or not isinstance(part, list | tuple) or int(found[2]) >= len(part):
            problem = f"{change.clock} has no {change.value}"
            raise ConfigError(place.at("value"), problem, f"write one of {', '.join(holder)}")
        holder = part[int(found[2])]
    if last not in holder or last not in (*_LESS_IS_TIGHTER, *_MORE_IS_TIGHTER, "approver"):
        settable = [*_LESS_IS_TIGHTER, *_MORE_IS_TIGHTER, "approver"]
        problem = f"{change.clock}: an overlay cannot set {change.value}"
        remedy = nearest(last, [name for name in settable if name in holder])
        raise ConfigError(place.at("value"), problem, remedy)
    return holder, last


def _loosens(key: str, before: int | str, after: int | str, policy: Policy) -> bool:
    """Return whether a change gives more time, less care, or a lower rank."""
    if isinstance(before, str) or isinstance(after, str):
        ranks = policy.ranks
        return after not in ranks or (before in ranks and ranks.index(after) < ranks.index(before))
    if key in ("total_max_s", "grace_s") and 0 in (before, after):
        return (after == 0) == (key == "total_max_s") and before != after
    return after > before if key in _LESS_IS_TIGHTER else after < before


def _refuse_loosening(holder: dict[str, Any], change: OverlayChange, place: Place) -> None:
    """Refuse what loosens a number of the law, or what too few people answer for."""
    what = f"{change.clock} {change.value}"
    if holder.get("confidence") != "design":
        problem = f"{what} would be loosened, and the law names it ({holder.get('source')})"
        raise ConfigError(place.at("to"), problem, "tighten it, or take the change out")
    if len(dict.fromkeys(name.strip() for name in change.names if name.strip())) < PEOPLE_MIN:
        problem = f"{what} would be loosened and {len(change.names)} people answer for it"
        raise ConfigError(place.at("names"), problem, "name two people who answer for it")
