"""docs/api.md says what is served: every route, every type, every event, every error code."""

import re
from pathlib import Path

from starlette.routing import Route

from console import (
    access,
    actions,
    app,
    deliveries,
    inspector_routes,
    opening,
    record_routes,
    replies,
    shield,
    shift_routes,
    stream,
    track_routes,
    views,
)
from console.actions import Actions
from console.deliveries import DeliveryViews
from console.inspector_routes import InspectorViews
from console.record_routes import RecordViews
from console.shift_routes import ShiftViews
from console.track_routes import TrackViews
from console.views import Views
from tests.console.api_types import documented_types, line

DOC = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SOURCES = [
    Path(module.__file__).read_text()
    for module in (
        *(
            access,
            actions,
            app,
            deliveries,
            inspector_routes,
            opening,
            record_routes,
            replies,
            shield,
            shift_routes,
            stream,
            track_routes,
            views,
        ),
    )
]


def served() -> set[tuple[str, str]]:
    routes: list[Route] = [
        *Actions(None).routes(),
        *RecordViews(None).routes(),
        *InspectorViews(None).routes(),
        *ShiftViews(None).routes(),
        *TrackViews(None).routes(),
        *DeliveryViews(None, None).routes(),
        *Views(None).routes(),
    ]
    return {
        (method, route.path)
        for route in routes
        for method in route.methods or ()
        if method != "HEAD"
    }


def test_every_documented_route_is_served_and_every_served_one_documented():
    documented = set(re.findall(r"^\| `(GET|POST) (\S+?)` \|", DOC, re.MULTILINE))
    assert documented == served()


def test_every_type_is_documented_as_it_is():
    assert [line(struct) for struct in documented_types() if line(struct) not in DOC] == []


def test_every_error_code_is_documented():
    codes = {
        code
        for source in SOURCES
        for code in re.findall(r'problem\(\s*\d{3},\s*"([a-z_]+)"', source)
    }
    assert len(codes) > 15
    assert [code for code in sorted(codes) if f"`{code}`" not in DOC] == []


def test_every_event_is_documented():
    kinds = {
        kind
        for source in SOURCES
        for kind in re.findall(r'(?:event|newest)\(\s*"([a-z]+)"', source)
    }
    assert len(kinds) > 5
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in DOC] == []
