"""Policies and overlays as files: a site's own stand before those of the package."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from config.check_policy import problems_of
from config.errors import ConfigError, Place
from config.overlay import laid_over, read_overlay
from config.read import read_toml, typed
from custody.policy import Policy

PACKAGE = Path(str(resources.files("config")))
POLICIES_DIR = PACKAGE / "policies"
OVERLAYS_DIR = PACKAGE / "overlays"


def folder_of(site: Path | None, file: str) -> Path | None:
    """Return the folder that holds a file: the site's, else the package's, else none."""
    for folder in (site, PACKAGE):
        if folder is not None and (folder / file).is_file():
            return folder
    return None


def read_policy(folder: Path, file: str) -> Policy:
    """Return the policy of a file, whose name must be its id; raises ConfigError."""
    policy = typed(read_toml(folder, file), Policy, file)
    name = Path(file).stem
    if policy.id != name:
        raise ConfigError(Place(file, "id"), f"it says {policy.id}", f"write {name}")
    return policy


def with_overlay(
    policies: list[Policy], site: Path | None, name: str, asked: Place
) -> list[Policy]:
    """Return the policies with one overlay laid over the one it belongs to."""
    file = f"overlays/{name}.toml"
    folder = folder_of(site, file)
    if folder is None:
        known = ", ".join(sorted(found.stem for found in OVERLAYS_DIR.glob("*.toml")))
        problem = f"there is no overlay {name}"
        raise ConfigError(asked, problem, f"add {file} to the site or name one of {known}")
    overlay = read_overlay(folder, file)
    if overlay.policy not in [policy.id for policy in policies]:
        problem = f"it belongs to {overlay.policy}, which the site does not use"
        raise ConfigError(Place(file, "policy"), problem, f"add {overlay.policy} or remove it")
    return [
        laid_over(policy, overlay, file) if policy.id == overlay.policy else policy
        for policy in policies
    ]


def lint(folder: Path) -> Iterator[ConfigError]:
    """Yield everything wrong with the policies and overlays of a folder."""
    found: dict[str, Policy] = {}
    for path in sorted((folder / "policies").glob("*.toml")):
        file = f"policies/{path.name}"
        try:
            found[path.stem] = read_policy(folder, file)
        except ConfigError as error:
            yield error
            continue
        yield from problems_of(found[path.stem], file)
    for path in sorted((folder / "overlays").glob("*.toml")):
        file = f"overlays/{path.name}"
        try:
            overlay = read_overlay(folder, file)
            policy = found.get(overlay.policy) or _shipped(overlay.policy, file)
            changed = laid_over(policy, overlay, file)
        except ConfigError as error:
            yield error
            continue
        yield from problems_of(changed, file)


def _shipped(name: str, file: str) -> Policy:
    if not (POLICIES_DIR / f"{name}.toml").is_file():
        raise ConfigError(Place(file, "policy"), f"there is no policy {name}", "name one that is")
    return read_policy(PACKAGE, f"policies/{name}.toml")
