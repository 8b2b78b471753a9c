"""A function fits a screen, a file fits a head, a line fits a page (STYLE.md 3)."""

import ast
import re

from tests.house.tree import modules, name, parsed, texts

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 400
LINE_CHARS_MAX = 100
FOR_A_TOOL = re.compile(r"\s+# (noqa|type: ignore|fmt:).*$")
BUILT = "console/static/"
SOURCES = {".py", ".ts", ".tsx", ".css", ".sql", ".sh"}


def test_functions_fit_a_screen():
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {length} lines"
        for path in modules(tests=True)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_files_fit_a_head():
    long = [
        f"{name(path)}: {count} lines"
        for path in texts()
        if path.suffix in SOURCES and (count := len(path.read_text().splitlines())) > FILE_LINES_MAX
    ]
    assert long == []


def test_lines_fit_a_page():
    # What speaks to a tool (noqa, type: ignore) does not count, as in ruff.
    long = [
        f"{name(path)}:{number}"
        for path in texts()
        if path.suffix in SOURCES and not name(path).startswith(BUILT)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(FOR_A_TOOL.sub("", line)) > LINE_CHARS_MAX
    ]
    assert long == []
