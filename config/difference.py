"""What changes when one configuration follows another, a line a change, for people to approve."""

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from alerts.configuration import Configuration

_VALUE_CHARACTERS_MAX = 60

_PRESENT: Final = object()
"""Stands for a thing itself, whose values have paths of their own."""

Flat = dict[str, object]


def difference(before: Configuration | None, after: Configuration) -> list[str]:
    """Return the changes in reading order: ``- gone``, ``+ new``, ``path: old -> new``."""
    return changes_of(before, after)


def changes_of(before: msgspec.Struct | None, after: msgspec.Struct) -> list[str]:
    """Return what differs between two structs of one kind, things matched by their id."""
    old = _flat(before) if before is not None else {}
    new = _flat(after)
    lines = list(_things_gone(old, new))
    for path, value in new.items():
        if path not in old:
            if not _is_below_new(path, old, new):
                lines.append(f"+ {path}{_value_of(value)}")
        elif old[path] != value:
            lines.append(f"{path}: {_short(old[path])} -> {_short(value)}")
    return lines


def _things_gone(old: Flat, new: Flat) -> Iterator[str]:
    for path, value in old.items():
        if path not in new and not _is_below_new(path, new, old):
            yield f"- {path}{_value_of(value)}"


def _is_below_new(path: str, other: Flat, own: Flat) -> bool:
    """Return whether the thing around this path is itself new: then it is named once, whole."""
    ends = [index for index, letter in enumerate(path) if letter in ".["]
    parents = [path[:end] for end in ends]
    return any(parent in own and parent not in other for parent in parents)


def _flat(configuration: msgspec.Struct) -> Flat:
    """Return path -> value; a thing with an id is a path of its own, found by id, not by place."""
    found: Flat = {}
    _flatten(msgspec.to_builtins(configuration), "", found)
    return found


def _flatten(tree: Any, path: str, found: Flat) -> None:  # noqa: ANN401 - a tree of builtins.
    if isinstance(tree, dict):
        for key, value in tree.items():
            _flatten(value, f"{path}.{key}" if path else key, found)
    elif isinstance(tree, list | tuple) and tree and all(_is_thing(item) for item in tree):
        for item in tree:
            found[f"{path}[{item['id']}]"] = _PRESENT
            _flatten(item, f"{path}[{item['id']}]", found)
    else:
        found[path] = tree


def _is_thing(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str)


def _value_of(value: object) -> str:
    return "" if value is _PRESENT else f" = {_short(value)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= _VALUE_CHARACTERS_MAX:
        return text
    return text[:_VALUE_CHARACTERS_MAX] + "..."
