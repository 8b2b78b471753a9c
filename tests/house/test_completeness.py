"""Nothing is forgotten: rules, keys, dependencies, files have their place in tests and docs."""

import ast
import re
import tomllib

import pytest

from alerts.rules import RULES
from tests.house.tree import PACKAGES, PROJECT, ROOT, dotted, files, modules, name, parsed

RULE_ID = re.compile(r'"([A-Z]{2,4}-\d{2})"')
ENTRY_POINTS = {"app.cli"}
DOCS = ROOT / "docs"


def imported_names() -> set[str]:
    names: set[str] = set()
    for path in modules(tests=True):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                # Modules that are named as text: the command's table, ``python -m``.
                names.add(node.value)
    return names


def test_every_module_is_used():
    used = imported_names() | ENTRY_POINTS
    unused = [
        name(path) for path in modules() if path.stem != "__init__" and dotted(path) not in used
    ]
    assert unused == []


def test_every_package_is_in_the_wheel():
    tops = {
        path.parent.name
        for path in files()
        if path.name == "__init__.py" and path.parent.parent == ROOT
    }
    assert tops - {"tests"} == set(PACKAGES)


def test_every_rule_file_is_listed():
    folder = ROOT / "alerts/rules"
    written = {found for path in folder.glob("*.py") for found in RULE_ID.findall(path.read_text())}
    listed = {rule.id for rule in RULES}
    declaring = {
        path.stem
        for path in folder.glob("*.py")
        if path.stem != "__init__" and re.search(r"= (StateRule|FactRule)\(", path.read_text())
    }
    assert listed <= written
    assert len(declaring) <= len(listed)


@pytest.mark.parametrize("rule", sorted(rule.id for rule in RULES))
def test_every_rule_is_tested_and_documented(rule):
    tests = [
        path for path in files() if name(path).startswith("tests/") and "/house/" not in name(path)
    ]
    assert any(rule in path.read_text(errors="replace") for path in tests), "no test names it"
    assert rule in (DOCS / "rules.md").read_text(), "docs/rules.md does not name it"


def keys_of(content: object) -> set[str]:
    if isinstance(content, dict):
        return set(content) | {key for value in content.values() for key in keys_of(value)}
    if isinstance(content, list):
        return {key for value in content for key in keys_of(value)}
    return set()


def test_every_config_key_is_documented():
    documented = (DOCS / "configuration.md").read_text()
    rules = {rule.id for rule in RULES}
    missing = {
        f"{path.name}: {key}"
        for path in [
            *(ROOT / "config/demo").glob("*.toml"),
            *(ROOT / "config/policies").glob("*.toml"),
        ]
        for key in keys_of(tomllib.loads(path.read_text())) - rules
        if not re.search(rf"\b{re.escape(key)}\b", documented)
    }
    assert missing == set()


def requirement_names(lines: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in lines}


def declared() -> set[str]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    lines = [*PROJECT["project"]["dependencies"], *(line for extra in extras for line in extra)]
    return requirement_names(lines)


def test_every_dependency_has_its_reason():
    text = (DOCS / "dependencies.md").read_text()
    explained = {found.lower() for found in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)}
    assert explained == declared()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_hold_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^([a-z0-9_.-]+)==", text, re.MULTILINE)
    assert "://" not in text
    assert len(pinned) == len(set(pinned))
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_hold_every_declared_dependency():
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = requirement_names([*project["dependencies"], *extras["demo"]])
    pinned = re.compile(r"^([a-z0-9_.-]+)==", re.MULTILINE)
    assert wanted <= set(pinned.findall((ROOT / "requirements.lock").read_text()))
    assert declared() <= set(pinned.findall((ROOT / "requirements-dev.lock").read_text()))


def test_both_locks_pin_the_same_versions():
    pins = [
        dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    ]
    assert {key: pins[1].get(key) for key in pins[0]} == pins[0]


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{name(path)}: {target}"
        for path in files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
        if not (path.parent / target).exists()
    ]
    assert broken == []
