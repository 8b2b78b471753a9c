"""What ``custody check`` and ``custody config`` do; the command itself is wired in app.cli."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from alerts.channels import kind_of
from alerts.configuration import Configuration, canonical, digest
from config.check import problems, warnings
from config.difference import difference
from config.errors import ConfigError
from config.load import load_site, read_site
from config.places import Places
from custody.commands import AdoptConfig

EXIT_BROKEN = 2
A = TypeVar("A")


class Finding(NamedTuple):
    """One line about a site; a problem stops the start, a warning does not."""

    problem: bool
    text: str


def check(path: Path) -> list[Finding]:
    """Return everything that is wrong with a site, then what merely looks wrong."""
    try:
        loaded = read_site(path)
    except ConfigError as error:
        return [Finding(problem=True, text=str(error))]
    configuration, places, senders = loaded
    found = [Finding(problem=True, text=str(p)) for p in problems(configuration, places, senders)]
    if found:
        return found
    told = warnings(configuration, places) + _unread(path, configuration)
    return [Finding(problem=False, text=text) for text in told]


def exit_code(findings: list[Finding]) -> int:
    """Return what the command exits with."""
    return EXIT_BROKEN if any(finding.problem for finding in findings) else 0


def summary(path: Path, findings: list[Finding]) -> str:
    """Return in one line what the findings come to: whether the engine starts with them."""
    if not findings:
        return f"{path}: nothing wrong"
    count = len(findings)
    if exit_code(findings):
        return f"{path}: {count} to mend before anything starts"
    return f"{path}: it starts; {count} to look at"


def things_in(findings: list[Finding], places: Places) -> frozenset[str]:
    """Return the ids of the parts that findings are about, to mark them in a drawing."""
    starts = [
        (f"{place.file}: {place.key}", name)
        for kind in places.kinds()
        for name, place in places.of(kind)
    ]
    return frozenset(
        name
        for start, name in starts
        for finding in findings
        if finding.text.startswith((f"{start}:", f"{start}."))
    )


def show(configuration: Configuration) -> str:
    """Return the site at a glance: what it is made of, and the hash that names it."""
    site = configuration.site
    kinds: dict[str, int] = {}
    for device in configuration.devices:
        kinds[device.kind] = kinds.get(device.kind, 0) + 1
    lines = [
        f"site        {site.id} · {site.zh} · {site.en} · {site.timezone}",
        f"sha256      {digest(canonical(configuration))}",
        f"plan        {len(site.levels)} levels, {len(site.rooms)} rooms, {len(site.doors)} doors",
        f"watched by  {len(site.perimeter)} perimeter lines, {len(site.cameras)} cameras",
        f"staff       {len(configuration.staff)}",
        "devices     " + ", ".join(f"{count} {kind}" for kind, count in kinds.items()),
        "law         " + ", ".join(policy.id for policy in configuration.policies),
    ]
    for rule, values in sorted(configuration.thresholds.items()):
        lines.append(f"{rule:11} " + ", ".join(f"{key}={value:g}" for key, value in values.items()))
    for endpoint in configuration.notify.endpoints:
        told = " ".join(endpoint.told)
        way = f"{kind_of(endpoint.channel)} {endpoint.url}"
        lines.append(f"tier {endpoint.tier}      {endpoint.id} {way} told {told}")
    return "\n".join(lines)


async def apply(
    path: Path,
    *,
    in_force: Configuration | None,
    submit: Callable[[AdoptConfig], Awaitable[A]],
    say: Callable[[str], None],
) -> A | None:
    """Validate a site, say what would change, submit it; None when nothing changes."""
    configuration = load_site(path)
    changes = difference(in_force, configuration)
    for line in changes:
        say(line)
    if not changes and in_force is not None:
        say("nothing changes")
        return None
    return await submit(AdoptConfig(canonical=canonical(configuration).decode()))


def _unread(path: Path, configuration: Configuration) -> list[str]:
    """Return a warning for each file that looks like ours and that nobody reads."""
    names = ("site", "staff", "devices", "rules", "notify", "limits", "roster")
    read = {f"{name}.toml" for name in names}
    read |= {f"plan-{level.id}.geojson" for level in configuration.site.levels}
    files = sorted(file.name for file in path.iterdir() if file.suffix in {".toml", ".geojson"})
    return [
        f"{name}: nobody reads this file; rename it or remove it"
        for name in files
        if name not in read
    ]
