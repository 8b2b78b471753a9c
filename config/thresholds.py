"""rules.toml: every threshold that a rule declares, and no other."""

from collections.abc import Mapping

from alerts.filters import Filter, wrong
from alerts.rules import by_id
from config.errors import ConfigError, Place
from config.explain import nearest
from config.read import Tree, typed

FILE = "rules.toml"

Declared = Mapping[str, Mapping[str, str]]
"""Rule id -> threshold key -> what it means."""


FILTER = "filter"
"""The table below a rule's own that says how its alarms are filtered (alerts.filters)."""


def filters(tree: Tree) -> dict[str, Filter]:
    """Return rule id -> filter; refuses one that does not fit its rule."""
    rules = by_id()
    found = {}
    for rule_id, table in tree.items():
        if not isinstance(table, dict) or FILTER not in table:
            continue
        if rule_id not in rules:
            raise ConfigError(Place(FILE, rule_id), "no such rule", nearest(rule_id, rules))
        place = Place(FILE, rule_id).at(FILTER)
        own = {rule_id: {FILTER: table[FILTER]}}
        chosen = typed(own, dict[str, dict[str, Filter]], FILE)[rule_id][FILTER]
        misfit = wrong(rules[rule_id], chosen)
        if misfit is not None:
            key, problem, remedy = misfit
            raise ConfigError(place.at(key), problem, remedy)
        found[rule_id] = chosen
    return found


def thresholds(tree: Tree, declared: Declared) -> dict[str, dict[str, float]]:
    """Return rule id -> key -> value; refuses what is missing, unknown or no number."""
    for rule, table in tree.items():
        if rule not in declared and not _filters_alone(table):
            hint = nearest(rule, declared)
            raise ConfigError(Place(FILE, rule), "no rule of this id has thresholds", hint)
    return {rule: _of_rule(tree, rule, keys) for rule, keys in declared.items()}


def _filters_alone(table: object) -> bool:
    return isinstance(table, dict) and set(table) == {FILTER}


def _of_rule(tree: Tree, rule: str, keys: Mapping[str, str]) -> dict[str, float]:
    place = Place(FILE, rule)
    table = tree.get(rule)
    if not isinstance(table, dict):
        problem = "the table is missing" if table is None else "this is no table"
        raise ConfigError(place, problem, f"add [{rule}] with " + ", ".join(keys))
    for key in table:
        if key not in keys and key != FILTER:
            raise ConfigError(place.at(key), "unknown threshold", nearest(key, keys))
    return {key: _value(table, key, meaning, place) for key, meaning in keys.items()}


def _value(table: Tree, key: str, meaning: str, place: Place) -> float:
    """Return one value; a safety value has no silent default."""
    if key not in table:
        raise ConfigError(place.at(key), "the threshold is missing", f"add {key} ({meaning})")
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        problem = f"{value!r} is not allowed"
        raise ConfigError(place.at(key), problem, f"write a number of at least 0 ({meaning})")
    return float(value)
