"""Files of a site to typed structs: every refusal names file, key, what is allowed, what now."""

import json
import math
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from config.errors import ConfigError, Place
from config.explain import explain

T = TypeVar("T")
FILE_BYTES_MAX = 16 * 1024 * 1024

Tree = dict[str, Any]

_LINE = re.compile(r"\(at (line \d+, column \d+|end of document)\)")


def read_toml(folder: Path, name: str) -> Tree:
    """Return the tree of a TOML file of the site."""
    text = _text(folder, name)
    try:
        tree = tomllib.loads(text)
        _refuse_non_finite(tree, Place(name, ""))
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        where = Place(name, found[1] if found else "")
        problem = f"no valid TOML ({_LINE.sub('', str(error)).strip()})"
        raise ConfigError(where, problem, "correct the line") from error
    except RecursionError as error:
        raise _too_deep(name) from error
    return tree


def read_json(folder: Path, name: str) -> Tree:
    """Return the tree of a JSON file of the site."""
    text = _text(folder, name)
    try:
        tree = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = Place(name, f"line {error.lineno}, column {error.colno}")
        raise ConfigError(where, f"no valid JSON ({error.msg})", "correct the line") from error
    except ValueError as error:
        raise ConfigError(Place(name, ""), str(error), "keep one of them") from error
    except RecursionError as error:
        raise _too_deep(name) from error
    if not isinstance(tree, dict):
        raise ConfigError(Place(name, ""), "no JSON object", "write a FeatureCollection")
    return tree


def typed(tree: Tree, kind: type[T], file: str) -> T:
    """Return the tree as a struct, or say what is wrong where."""
    try:
        return msgspec.convert(tree, kind, strict=True)
    except msgspec.ValidationError as error:
        raise explain(error, file=file, tree=tree, kind=kind) from error
    except RecursionError as error:
        raise _too_deep(file) from error


def _text(folder: Path, name: str) -> str:
    place = Place(name, "")
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(place, f"the file is missing in {folder}", "add the file") from error
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        raise ConfigError(place, problem, "correct its rights") from error
    if len(data) > FILE_BYTES_MAX:
        raise ConfigError(place, "the file is larger than 16 MiB", "split the site")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(place, "the text is not UTF-8", "save it as UTF-8") from error


def _too_deep(name: str) -> ConfigError:
    return ConfigError(Place(name, ""), "brackets are nested too deep", "write it flatter")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        message = f"the key {twin} stands twice in one object"
        raise ValueError(message)
    return table


def _no_constant(name: str) -> float:
    message = f"{name} is no number of JSON"
    raise ValueError(message)


def _refuse_non_finite(tree: object, place: Place) -> None:
    """TOML knows nan and inf; no value of ours may be either."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            _refuse_non_finite(value, place.at(key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            _refuse_non_finite(value, Place(place.file, f"{place.key}[{index}]"))
    elif isinstance(tree, float) and not math.isfinite(tree):
        raise ConfigError(place, f"{tree} is no finite number", "write a finite number")
