"""Say in plain words what a type allows, and what msgspec found wrong at a place of a file."""

import difflib
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import inspect

from config.errors import ConfigError, Place

_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$?(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(?P<key>.+)`")
_UNKNOWN = re.compile(r"unknown field `(?P<key>.+)`")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
_SOME_KEY = "..."
"""What msgspec writes for a key of a table whose keys are free."""
_CHOICES_SHOWN_MAX = 40
SHOWN_MAX = 60

Step = str | int


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return "did you mean x?" when one of the choices is near, else the list of choices."""
    listed = sorted(set(choices))
    near = difflib.get_close_matches(word, listed, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    shown = ", ".join(listed[:_CHOICES_SHOWN_MAX]) or "(none)"
    return f"allowed: {shown}" + (" ..." if len(listed) > _CHOICES_SHOWN_MAX else "")


def explain(
    error: msgspec.ValidationError, *, file: str, tree: object, kind: object
) -> ConfigError:
    """Return msgspec's complaint about ``tree`` as a refusal that people can act on."""
    match = _AT.match(str(error))
    assert match is not None, "the pattern matches every text"
    steps = _named(_steps(match["path"] or ""), tree, kind, str(error))
    allowed, value = _walk(inspect.type_info(kind), tree, steps)
    place = Place(file, _path(steps))
    whose = _owner(tree, steps)
    if missing := _MISSING.search(match["what"]):
        key = missing["key"]
        wanted = allowance(_field(allowed, key))
        return ConfigError(place.at(key), f"{whose}the key is missing", f"add {key}: {wanted}")
    if unknown := _UNKNOWN.search(match["what"]):
        key = unknown["key"]
        hint = nearest(key, _field_names(allowed))
        return ConfigError(place.at(key), f"{whose}unknown key", f"{hint} or remove it")
    problem = f"{whose}{_short(value)} is not allowed"
    return ConfigError(place, problem, f"write {allowance(allowed)}")


def allowance(kind: inspect.Type | None) -> str:  # noqa: C901, PLR0911 - a line a type.
    """Return in words what a type allows."""
    match kind:
        case inspect.Metadata(type=inner):
            return allowance(inner)
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number" + _bounds(kind)
        case inspect.FloatType():
            return "a number" + _bounds(kind)
        case inspect.StrType():
            return _text(kind)
        case inspect.LiteralType(values=values):
            return "one of " + ", ".join(str(value) for value in values)
        case inspect.TupleType(item_types=items):
            return f"a list of {len(items)}: " + ", ".join(sorted({allowance(i) for i in items}))
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"a list, each {allowance(item)}"
        case inspect.UnionType(types=types):
            return _either(types)
        case inspect.StructType(fields=fields):
            return "a table with " + ", ".join(field.encode_name for field in fields)
        case _:
            return "a value"


def _either(types: Iterable[inspect.Type]) -> str:
    tags = [str(t.tag) for t in types if isinstance(t, inspect.StructType) and t.tag]
    if tags:
        return "one of " + ", ".join(tags)
    return " or ".join(allowance(t) for t in types if not isinstance(t, inspect.NoneType))


def _bounds(kind: inspect.IntType | inspect.FloatType) -> str:
    low, high = kind.ge, kind.le
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    if low is not None:
        return f" of at least {low:g}"
    return f" above {kind.gt:g}" if kind.gt is not None else ""


def _text(kind: inspect.StrType) -> str:
    if kind.pattern is None:
        return "text"
    letters = "letters" if "A-Z" in kind.pattern else "lower-case letters"
    return f"1 to {kind.max_length} {letters}, digits, '.', '_' or '-' (not first)"


def _steps(path: str) -> list[Step]:
    return [_step(found) for found in _STEP.finditer(path)]


def _step(found: re.Match[str]) -> Step:
    index = found["index"]
    return str(found["name"]) if index is None else index if index == _SOME_KEY else int(index)


def _named(steps: list[Step], tree: object, kind: object, complaint: str) -> list[Step]:
    """Return the steps with the keys that msgspec leaves unnamed."""
    named: list[Step] = []
    for step in steps:
        if step == _SOME_KEY:
            keys = _walk(inspect.type_info(kind), tree, named)[1]
            step = next(key for key in keys if _complains(_only(tree, named, key), kind, complaint))  # noqa: PLW2901 - the key in place of its dots.
        named.append(step)
    return named


def _only(tree: Any, steps: list[Step], key: Step) -> Any:  # noqa: ANN401 - a tree as the parser gives it.
    """Return a copy of the tree in which the table at the steps has this key alone."""
    if not steps:
        return {key: tree[key]}
    copy = tree.copy()
    copy[steps[0]] = _only(tree[steps[0]], steps[1:], key)
    return copy


def _complains(tree: object, kind: Any, complaint: str) -> bool:  # noqa: ANN401 - any type msgspec converts to.
    try:
        msgspec.convert(tree, kind, strict=True)
    except msgspec.ValidationError as error:
        return str(error) == complaint
    return False


def _path(steps: list[Step]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _walk(kind: inspect.Type, tree: Any, steps: list[Step]) -> tuple[inspect.Type | None, Any]:  # noqa: ANN401 - a tree as the parser gives it.
    """Return the type and the value at the end of the steps."""
    here: inspect.Type | None = kind
    for step in steps:
        here = _below(_chosen(here, tree), step)
        known = isinstance(tree, dict | list) and (
            step in tree if isinstance(tree, dict) else int(step) < len(tree)
        )
        tree = tree[step] if known else None
    return _chosen(here, tree), tree


def _chosen(kind: inspect.Type | None, tree: object) -> inspect.Type | None:
    """Return the member of a tagged union that the tree's tag names."""
    if isinstance(kind, inspect.Metadata):
        return _chosen(kind.type, tree)
    if isinstance(kind, inspect.UnionType) and isinstance(tree, dict):
        for member in kind.types:
            if isinstance(member, inspect.StructType) and member.tag == tree.get(member.tag_field):
                return member
    return kind


def _below(kind: inspect.Type | None, step: Step) -> inspect.Type | None:
    match kind:
        case inspect.StructType():
            return _field(kind, str(step))
        case inspect.TupleType(item_types=items) if isinstance(step, int) and step < len(items):
            return items[step]
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return item
        case inspect.DictType(value_type=item):
            return item
        case inspect.UnionType(types=types) if isinstance(step, str):
            # Only a wrong tag leads here: it must be one of the members' tags.
            tags = [t.tag for t in types if isinstance(t, inspect.StructType) and t.tag]
            return inspect.LiteralType(tuple(tags)) if tags else None
        case _:
            return None


def _field(kind: inspect.Type | None, key: str) -> inspect.Type | None:
    match kind:
        case inspect.StructType(fields=fields, tag=tag, tag_field=tag_field):
            if key == tag_field:
                return inspect.LiteralType((tag,))
            return next((field.type for field in fields if field.encode_name == key), None)
        case inspect.UnionType():
            return _below(kind, key)
        case _:
            return None


def _field_names(kind: inspect.Type | None) -> list[str]:
    if not isinstance(kind, inspect.StructType):
        return []
    names = [field.encode_name for field in kind.fields]
    return [*names, kind.tag_field] if kind.tag_field else names


def _owner(tree: Any, steps: list[Step]) -> str:  # noqa: ANN401 - a tree as the parser gives it.
    """Return "id: " of the nearest thing around the place, so that people find it."""
    name = ""
    for step in steps:
        name = _name(tree) or name
        known = isinstance(tree, dict | list) and (
            step in tree if isinstance(tree, dict) else int(step) < len(tree)
        )
        if not known:
            break
        tree = tree[step]
    name = _name(tree) or name
    return f"{name}: " if name else ""


def _name(tree: object) -> str:
    if not isinstance(tree, dict):
        return ""
    inner = tree.get("properties")
    named = inner if isinstance(inner, dict) else tree
    found = named.get("id")
    return found if isinstance(found, str) else ""


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "..."
