"""Real servers and a real browser for every test that asks: on free ports, in pytest's folders.

``broker``, ``postgres`` and ``valkey`` live for the whole run and are shared: use your own topics,
schemas and keys, or take the class from ``app.services`` for a server that your test stops.
What cannot be had fails; nothing is skipped.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from app.services import Mosquitto, Postgres, Valkey

# A busy machine makes examples slowly; that says nothing of what they prove. What judges a change
# says the same twice; ./check --long looks for examples that nobody saw yet.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("same", deadline=None, suppress_health_check=_SLOW, derandomize=True)
settings.register_profile("search", deadline=None, suppress_health_check=_SLOW)
settings.load_profile("same")

SENDERS = ("gw-1", "gw-2", "gw-3", "gw-4", "doorctl", "perimctl", "camctl", "cases")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """mosquitto with our configuration and a login for every sender of the demo site."""
    with Mosquitto(tmp_path_factory.mktemp("broker"), SENDERS) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """PostgreSQL with TimescaleDB; it does not wait for the disk."""
    with Postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """Valkey, empty at the start."""
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium, for Playwright's ``executable_path``; ./check brings one."""
    found = os.environ.get("CUSTODY_CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: run ./check, or set CUSTODY_CHROMIUM"
    return found
