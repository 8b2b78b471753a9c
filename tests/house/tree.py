"""The tree as the house tests see it: the files that git knows or would take."""

import ast
import functools
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
TEXT = {".py", ".md", ".toml", ".sql", ".ts", ".tsx", ".css", ".html", ".conf", ".acl", ".service"}
TEXT |= {".sh", ".txt", ".geojson", ".json", ".lock", ""}


@functools.cache
def files() -> tuple[Path, ...]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    safe = ["git", "-c", f"safe.directory={ROOT}", *command[1:]]
    listed = subprocess.run(safe, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def texts() -> list[Path]:
    return [path for path in files() if path.suffix in TEXT]


def modules(*, tests: bool = False) -> list[Path]:
    tops = {*PACKAGES, *(["tests"] if tests else [])}
    python = [path for path in files() if path.suffix == ".py"]
    return [path for path in python if path.relative_to(ROOT).parts[0] in tops]


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
