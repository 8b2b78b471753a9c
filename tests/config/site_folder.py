"""A copy of the demo site that a test may break: files as trees, written back as real files."""

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.load import DEMO_DIR, POLICIES_DIR

Tree = dict[str, Any]


def copied(folder: Path) -> Path:
    """Return a site of one's own, with its policy beside it."""
    site = folder / "site"
    shutil.copytree(DEMO_DIR, site)
    shutil.copytree(POLICIES_DIR, site / "policies")
    return site


def read(site: Path, name: str) -> Tree:
    text = (site / name).read_text(encoding="utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


def write(site: Path, name: str, tree: Tree) -> None:
    lines = [f"{key} = {inline(value)}" for key, value in tree.items()]
    text = "\n".join(lines) if name.endswith(".toml") else json.dumps(tree)
    (site / name).write_text(text, encoding="utf-8")


def edit(site: Path, name: str, change: Callable[[Tree], None]) -> None:
    tree = read(site, name)
    change(tree)
    write(site, name, tree)


def feature(tree: Tree, name: str) -> Tree:
    """Return the feature of a plan with this id."""
    return next(one for one in tree["features"] if one["properties"]["id"] == name)


def inline(value: object) -> str:
    """Return a value as TOML writes it in one line."""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {inline(item)}" for key, item in value.items())
        return "{ " + inner + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
