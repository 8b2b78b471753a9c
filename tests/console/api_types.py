"""How docs/api.md writes the console's types: one line each, made from the types themselves."""

import inspect
import types
import typing

import msgspec

from console import (
    delivery_types,
    form_types,
    kpi_types,
    record_types,
    shift_types,
    track_types,
    view_types,
)
from console.catalogue import FenceMark, SiteView, StaffMark


def documented_types() -> list[type[msgspec.Struct]]:
    own = [
        found
        for module in (
            view_types,
            record_types,
            form_types,
            delivery_types,
            kpi_types,
            track_types,
            shift_types,
        )
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, msgspec.Struct) and found.__module__ == module.__name__
    ]
    return [*own, SiteView, FenceMark, StaffMark]


def line(struct: type[msgspec.Struct]) -> str:
    fields = typing.get_type_hints(struct)
    written = ", ".join(f"{name}: {_written(kind)}" for name, kind in fields.items())
    return f"- **{struct.__name__}** `{{{written}}}`"


def _written(kind: object) -> str:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        known = [_written(one) for one in inner if one is not type(None)]
        return "/".join(known) + ("?" if len(known) < len(inner) else "")
    if origin is typing.Literal:
        return "/".join(str(one) for one in inner)
    if origin is tuple and inner[-1] is ...:
        return f"[{_written(inner[0])}]"
    if origin is tuple:
        return "[" + ", ".join(_written(one) for one in inner) + "]"
    if origin is dict:
        return "{" + f"{_written(inner[0])}: {_written(inner[1])}" + "}"
    return str(getattr(kind, "__name__", kind))


if __name__ == "__main__":
    print("\n".join(line(struct) for struct in documented_types()))  # noqa: T201
