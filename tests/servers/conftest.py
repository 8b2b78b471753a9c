"""Real servers for the tests: one of each for the whole run, on free ports, in folders of pytest.

``broker``, ``postgres`` and ``valkey`` are shared: use your own topics, schemas and keys, or take
the class from ``app.services`` for a server that your test stops or kills.
"""

from collections.abc import Iterator

import pytest

from app.services import Mosquitto, Postgres, Valkey

SENDERS = ("gw-1", "gw-2", "gw-3", "gw-4", "doorctl", "perimctl", "camctl")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    with Mosquitto(tmp_path_factory.mktemp("broker"), SENDERS) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server
