"""A letter or a siren whose first address is dead reaches the next one."""

import asyncio
import socket
from contextlib import ExitStack

import pytest

from alerts.channels import SCHEMES, Email, Relay
from alerts.configuration import Endpoint
from alerts.notify.carriers import Carriers
from alerts.notify.destination import allowed, destination
from alerts.notify.keys import Keys
from alerts.notify.letters import Letters
from alerts.notify.places import Places
from alerts.notify.siren import _client_id
from alerts.rules import by_id
from app.notices import due
from tests.store.decided import alarm, demo_site, notice

LIVING, SILENT, NO_ROUTE = "127.0.0.1", "127.0.0.2", "127.255.255.255"
MAIL = Email(sender="custody@station.intern", to=("leader@station.intern",), tls="none")
SIREN = Relay(topic="ring", payload="{}")


@pytest.fixture
def port():
    """A port that answers at the living address and never at the silent one."""
    with ExitStack() as open_sockets:
        living, silent, *callers = (open_sockets.enter_context(socket.socket()) for _ in range(4))
        living.bind((LIVING, 0))
        living.listen()
        number = living.getsockname()[1]
        silent.bind((SILENT, number))
        # A full queue of callers that nobody takes: who calls now hears nothing.
        silent.listen(0)
        for caller in callers:
            caller.settimeout(0)
            caller.connect_ex((SILENT, number))
        living.settimeout(0.1)
        yield number, living


def was_called(living):
    try:
        living.accept()[0].close()
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("dead", [SILENT, NO_ROUTE])
@pytest.mark.parametrize(("scheme", "channel"), [("smtp", MAIL), ("mqtt", SIREN)])
def test_the_second_attempt_leaves_a_dead_address(tmp_path, port, scheme, channel, dead):
    number, living = port

    async def addresses(_host, _port):
        return [dead, LIVING]

    letters = Letters(
        rules=by_id(),
        keys=Keys(tmp_path / "none.toml"),
        rooms={room.id: room for room in demo_site().site.rooms},
    )
    carriers = Carriers(letters, resolve=addresses, may=allowed(("127.0.0.0/8",)), total_s=0.3)
    point = Endpoint(
        id="e",
        zh="值班",
        en="Duty",
        url=f"{scheme}://localhost:{number}",
        told=("G",),
        tier=1,
        channel=channel,
    )
    (waiting,) = due([notice(alarm(1), "e")])

    async def attempts():
        carrier = carriers.of(point)
        assert not (await carrier.carry(waiting, attempt=1)).taken
        assert not was_called(living)
        await carrier.carry(waiting, attempt=2)
        assert was_called(living)
        # It stood, and said nothing: the address is good, the third attempt goes there too.
        await carrier.carry(waiting, attempt=3)
        assert was_called(living)

    asyncio.run(attempts())


def test_no_two_attempts_of_a_siren_with_a_long_name_bear_the_same_id():
    names = {_client_id("siren-of-the-eastern-wing-" * 4) for _ in range(8)}
    assert len(names) == 8
    assert all(len(name) <= 60 for name in names)


def test_attempts_that_fail_side_by_side_leave_one_address_once():
    asked = []

    async def addresses(host, _port):
        asked.append(host)
        return [SILENT, LIVING]

    async def attempts():
        places = Places(allowed(("127.0.0.0/8",)), addresses)
        to = destination("mqtt://localhost:1883", SCHEMES[Relay])
        first, second = await places.address(to), await places.address(to)
        assert first == second == SILENT
        places.failed(first)
        places.failed(second)
        assert await places.address(to) == LIVING
        assert asked == ["localhost"]
        places.failed(LIVING)
        assert await places.address(to) == SILENT  # the name is asked anew
        assert len(asked) == 2

    asyncio.run(attempts())
