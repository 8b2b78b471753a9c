"""Templates of a channel: a fixed list of ``${words}``, escaped for where they stand. Pure.

Everything that can be wrong with a template is found when the configuration is checked, so that
filling one in cannot fail at the moment of the alarm.
"""

import json
from collections.abc import Iterator, Mapping
from string import Template
from typing import Final, Literal
from urllib.parse import quote, urlsplit

Escape = Literal["json", "form", "text"]

ALWAYS_PLAIN: Final = ("id", "alarm", "rule", "severity", "tier", "reason", "drill", "secret")
"""Words made of plain letters, digits and a few marks; the only ones a header may hold."""
WORDS: Final = (
    *ALWAYS_PLAIN,
    *("label", "title", "text", "subject", "stay", "room", "room_name"),
    *("raised", "state", "guidance", "link"),
)
"""Everything a template may say."""
OPEN_WORDS: Final = tuple(word for word in WORDS if word != "secret")
"""What a template may say where everybody hears it."""

_TAB, _LINE, _SPACE = "\t", "\n", " "
_SAMPLES: Final = ('求助"按钮"\\\n{第一行}\t$x &<>', "")
"""What values may hold at worst, and nothing at all."""


def fill(template: str, values: Mapping[str, str], escape: Escape) -> str:
    """Return a template with its words written in, each escaped for where it stands."""
    written = {name: _escaped(value, escape) for name, value in values.items()}
    return Template(template).safe_substitute(written)


def plain_line(text: str) -> str:
    """Return a text without control characters and blanks around it, as a header may hold it."""
    return "".join(char for char in text if char >= _SPACE and char != "\x7f").strip()


def wrong_words(template: str, known: tuple[str, ...] = WORDS) -> Iterator[str]:
    """Yield what is wrong with the words of a template."""
    made = Template(template)
    if not made.is_valid():
        yield "a $ stands alone; write $$ for a dollar sign and ${word} for a word"
        return
    for name in made.get_identifiers():
        if name not in known:
            yield f"there is no word ${{{name}}}; allowed: {', '.join(known)}"


def wrong_body(template: str, escape: Escape, known: tuple[str, ...] = WORDS) -> Iterator[str]:
    """Yield what is wrong with a body: its words, and JSON that is none once it is filled in."""
    found = list(wrong_words(template, known))
    yield from found
    if found or escape != "json" or not template:
        return
    for sample in _SAMPLES:
        values = {**dict.fromkeys(WORDS, sample), "drill": "false", "tier": "1"}
        try:
            json.loads(fill(template, values, escape))
        except ValueError as error:
            yield f"filled in it is no JSON ({error}); put quotes around words that are text"
            return


def wrong_url(template: str) -> Iterator[str]:
    """Yield what is wrong with a url: words stand in path and query only."""
    yield from wrong_words(template)
    parts = urlsplit(template)
    if "$" in f"{parts.scheme}{parts.netloc}":
        yield "a word cannot be part of the host"


def wrong_header(template: str) -> Iterator[str]:
    """Yield what is wrong with a header's value."""
    yield from wrong_words(template, ALWAYS_PLAIN)


def _escaped(value: str, escape: Escape) -> str:
    match escape:
        case "json":
            return json.dumps(value, ensure_ascii=False)[1:-1]
        case "form":
            return quote(value, safe="")
        case "text":
            return "".join(char for char in value if char in (_TAB, _LINE) or char >= _SPACE)
