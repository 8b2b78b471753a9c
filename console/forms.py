"""Every act as a form, made from the engine's own types: what they bound, the page bounds."""

import typing
from functools import cache
from types import NoneType, UnionType
from typing import Final, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from console.form_types import ActForm, ActList, Choice, FieldForm, FieldType
from console.roles import may
from console.words_acts import ACT_WORDS, FIELD_WORDS
from console.words_choices import CHOICE_WORDS
from console.words_record import named
from custody.acts.act import Act, StayAct, Value
from custody.commands import AnyAct
from custody.procedure import BY_ID

_SOURCES: Final[dict[str, str]] = {
    **dict.fromkeys(("stay", "keep_apart.other"), "stays"),
    "alarm": "alarms",
    "regime": "regimes",
    **dict.fromkeys(("staff", "responsible", "lead", "approver", "officer"), "staff"),
    **dict.fromkeys(("hand_over.to", "no_items.second", "watcher", "observer"), "staff"),
    **dict.fromkeys(("officers", "escorts"), "staff"),
    **dict.fromkeys(("present", "others"), "people"),
    **dict.fromkeys(("badge", "adult", "lawyer_meeting.badge"), "visitors"),
    **dict.fromkeys(("interpreter", "witness"), "visitors"),
    "band": "bands",
    "card": "cards",
    "reader": "readers",
    "room": "rooms",
    "places": "room_types",
    "clock": "clocks",
    "correct.event": "entries",
    "code": "items",
}
"""Which list a field chooses from, by field or by act and field; others are typed in."""
_NEW: Final = ("issue_badge.badge", "add_item.code")
"""Fields that name something new, though others of their name choose."""
_GROUPS: Final = ("alarms", "care", "intake", "legal", "people", "rights", "steps")


class _Shape(msgspec.Struct, kw_only=True):
    """What a field's type says, as it is taken apart."""

    type: FieldType = "text"
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


def act_list(role: str) -> ActList:
    """Return the forms of every act that a role may ask for."""
    return ActList(role, tuple(form for form in forms() if may(role, form.act)))


def act_words(role: str) -> ActList:
    """Return the forms of all acts: a record holds what others did, and readers want its words."""
    return ActList(role, forms())


@cache
def forms() -> tuple[ActForm, ...]:
    """Return the form of every act, in the engine's order."""
    return tuple(_form(act) for act in get_args(AnyAct))


def _form(act: type[Act]) -> ActForm:
    tag = str(act.__struct_config__.tag)
    words = named(ACT_WORDS, tag)
    hints = typing.get_type_hints(act, include_extras=True)
    module = act.__module__.rpartition(".")[2]
    return ActForm(
        act=tag,
        zh=words.zh,
        en=words.en,
        group=module if module in _GROUPS else "quick",
        on_stay=issubclass(act, StayAct) or "stay" in hints,
        fields=tuple(
            _field(tag, field, hints[field.name]) for field in msgspec.structs.fields(act)
        ),
    )


def _field(act: str, field: msgspec.structs.FieldInfo, hint: object) -> FieldForm:
    shape = _shape(hint)
    source = _source(act, field.name)
    if source and shape.type == "text":
        shape.type = "one"
    elif source and shape.type == "choices" and not shape.values:
        shape.type = "many"
    elif field.name.endswith("_utc_ns"):
        shape = _Shape(type="instant")
    words = named(FIELD_WORDS, field.name)
    return FieldForm(
        name=field.name,
        type=shape.type,
        zh=words.zh,
        en=words.en,
        required=field.required,
        choices=tuple(_choice(act, field.name, value) for value in shape.values),
        source=source,
        default=_default(field),
        minimum=shape.minimum,
        maximum=shape.maximum,
    )


def _source(act: str, field: str) -> str:
    if f"{act}.{field}" in _NEW:
        return ""
    return _SOURCES.get(f"{act}.{field}", _SOURCES.get(field, ""))


def _shape(hint: object) -> _Shape:
    """Return what a type says: its kind, its values, its bounds; the outermost bound counts."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        shape = _shape(inner[0])
        for meta in inner[1:]:
            _bound(shape, meta)
        return shape
    if origin is Literal:
        return _Shape(type="choice", values=tuple(str(value) for value in inner))
    if origin is tuple:
        return _Shape(type="choices", values=_shape(inner[0]).values)
    if origin is dict:
        return _Shape(type="evidence")
    if origin in (UnionType, typing.Union):
        return _shape(next(one for one in inner if one is not NoneType))
    return _Shape(type=_PLAIN[hint])  # type: ignore[index]


_PLAIN: Final[dict[type, FieldType]] = {
    str: "text",
    int: "whole",
    float: "whole",
    bool: "truth",
}


def _bound(shape: _Shape, meta: object) -> None:
    if not isinstance(meta, Meta):
        return
    lows = [one for one in (meta.ge, meta.min_length) if one is not None]
    highs = [one for one in (meta.le, meta.max_length) if one is not None]
    shape.minimum = int(lows[0]) if lows else shape.minimum
    shape.maximum = int(highs[0]) if highs else shape.maximum


def _choice(act: str, field: str, value: str) -> Choice:
    if value in BY_ID:
        return Choice(value=value, zh=BY_ID[value].zh, en=BY_ID[value].en)
    own = f"{act}.{field}.{value}"
    words = named(CHOICE_WORDS, own if own in CHOICE_WORDS else value)
    return Choice(value=value, zh=words.zh, en=words.en)


def _default(field: msgspec.structs.FieldInfo) -> Value | tuple[str, ...]:
    if field.required or field.default is msgspec.NODEFAULT:
        return None
    default: Value | tuple[str, ...] = field.default
    return default
