"""What the tree never says: unfinished work, other names for a detainee, names of machines."""

import ast
import re
from pathlib import Path

from tests.house.tree import PACKAGES, modules, name, parsed, texts

PURE = ("custody", "zones", "engine", "alerts")
IMPURE_CORNER = "alerts/notify/"
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
DISRESPECT = re.compile(r"\b(prisoner|inmate|offender|suspect)s?\b|犯人|嫌犯|罪犯", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users)/|\bfarm\b|\bshared/docs\b")
ADDRESS = re.compile(r"\b(?:https?|wss?|ftp)://([\w-]+(?:\.[\w-]+)+)")
LOOPBACK = {"127.0.0.1", "localhost", "host.invalid"}
RESERVED = (".intern", ".example", ".invalid", ".test", "example.com")
PUBLIC = {"json-schema.org", "www.w3.org", "www.apache.org", "keepachangelog.com", "semver.org"}
PUBLIC |= {"qyapi.weixin.qq.com"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("random", "random"),
}
THIS = "tests/house/"


def pure_modules() -> list[Path]:
    return [path for path in modules() if name(path).split("/")[0] in PURE and not impure(path)]


def impure(path: Path) -> bool:
    return name(path).startswith(IMPURE_CORNER)


def found(pattern: re.Pattern[str], *, within: tuple[str, ...] = ("",)) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:90]}"
        for path in texts()
        if name(path).startswith(within)
        if not name(path).startswith(THIS) and path.name not in {"package-lock.json", "LICENSE"}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_for_later():
    assert found(UNFINISHED, within=(*PACKAGES, "tests", "scripts", "deploy")) == []


def test_a_detainee_is_called_a_detainee():
    shown = (*PACKAGES, "docs", "README", "ARCHITECTURE", "CHANGELOG")
    assert [line for line in found(DISRESPECT, within=shown) if "/test/" not in line] == []


def test_no_machine_of_ours_is_named():
    assert found(MACHINE) == []


def test_no_host_but_our_own_loopback_is_named():
    strangers = [
        f"{name(path)}: {host}"
        for path in texts()
        if not name(path).startswith(THIS)
        and path.name not in {"LICENSE", "package-lock.json"}
        and not name(path).startswith("console/static/")
        for host in ADDRESS.findall(path.read_text(errors="replace"))
        if host not in LOOPBACK | PUBLIC and not host.endswith(RESERVED)
        if not re.fullmatch(r"[\d.]+", host)
    ]
    assert strangers == []


def test_the_pure_part_asks_no_clock_and_no_chance():
    asked = [
        f"{name(path)}:{node.lineno} {node.func.value.id}.{node.func.attr}"
        for path in pure_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in CLOCKS
    ]
    assert asked == []


def test_the_pure_part_never_depends_on_the_order_of_a_set():
    loops = [
        f"{name(path)}:{node.lineno}"
        for path in pure_modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.For | ast.comprehension) and _is_set(node.iter)
    ]
    assert loops == []


def _is_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"set", "frozenset"}


def test_exceptions_are_never_swallowed():
    swallowed = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert swallowed == []
