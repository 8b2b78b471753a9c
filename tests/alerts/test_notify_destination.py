"""Where a notice may go: the duty phone on the intranet, and no trick beyond it."""

import asyncio

import pytest

from alerts.notify.destination import (
    DestinationRefused,
    check_address,
    destination,
)
from alerts.notify.destination import allowed as allow_list
from alerts.notify.places import Places

SITE = allow_list(
    [
        "127.0.0.0/8",
        "::1/128",
        "10.20.0.0/16",
        "192.168.1.0/24",
        "172.16.0.0/24",
        "fd12:3456::/64",
        "duty.example",
    ]
)
EVERYTHING = allow_list(("0.0.0.0/0", "::/0", "duty.example"))
"""The widest list there could be: what is refused even then is never reached."""


def allowed(url, address, may=SITE):
    try:
        check_address(destination(url), address, may)
    except DestinationRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://duty.example/hook", "93.184.216.34"),
        ("https://duty.example:8443/hook?x=1", "10.20.30.40"),
        ("http://192.168.1.5/hook", "192.168.1.5"),
        ("http://172.16.0.9:8080", "172.16.0.9"),
        ("http://duty.intern/", "fd12:3456::1"),
        ("http://127.0.0.1:9000/duty", "127.0.0.1"),
        ("http://localhost:9000/duty", "::1"),
        ("http://[::1]:9000/duty", "::1"),
    ],
)
def test_the_endpoints_of_a_site_are_allowed(url, address):
    assert allowed(url, address)


ADDRESSES = """
127.0.0.1 127.0.0.2 127.1.2.3 ::1 0.0.0.0 0.0.0.1 :: ::ffff:127.0.0.1 ::ffff:0.0.0.0
169.254.169.254 169.254.0.1 fe80::1 fe80::1%eth0 ::ffff:169.254.169.254
100.100.100.200 fd00:ec2::254 224.0.0.1 239.255.255.250 ff02::1 255.255.255.255
240.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:a9fe:a9fe::
not-an-address
"""
# Written so that a careless reader takes them for something else.
LOOPBACK_NAMES = """
2130706433 0x7f000001 0177.0.0.1 127.1 127.0.1 0 127.0.0.1.nip.example
localhost.example localtest.me LOCALHOST.localdomain ip6-localhost metadata.internal
127.0.0.2 [::ffff:127.0.0.1] [0:0:0:0:0:0:0:1%25lo]
"""
TRICKS = [
    *(("http://duty.example/", address) for address in ADDRESSES.split()),
    *((f"http://{host}/", "127.0.0.1") for host in LOOPBACK_NAMES.split()),
    *(
        (url, "10.20.0.1")
        for url in (
            "ftp://duty.example/",
            "file:///etc/passwd",
            "gopher://duty.example/",
            "unix:///run/x.sock",
            "javascript:alert(1)",
            "http://",
            "http:///path",
            "//duty.example/",
            "duty.example/hook",
            "",
            "http://user:word@duty.example/",
            "http://duty.example@10.20.0.1/",
            "http://10.20.0.1\\@duty.example/",
            "http://duty.example:99999/",
            "http://duty.example:-1/",
            "http://duty.example:80:80/",
            "http://duty.example/a b",
            "http://duty.example/\r\nHost: x",
            "http://duty.example/\tx",
            "http://duty\n.example/",
            "http://[::1/",
            "http://[nonsense]/",
            "http://duty.example/" + "x" * 3_000,
        )
    ),
]


@pytest.mark.parametrize(("url", "address"), TRICKS)
def test_tricks_are_refused(url, address):
    assert not allowed(url, address, EVERYTHING)


GOOD = "10.20.0.9"


@pytest.mark.parametrize("address", [*ADDRESSES.split(), "127.0.0.1"])
def test_a_name_that_turns_to_another_address_later_leads_nowhere(address):
    """Also with a second answer beside a good one; what was checked is what is connected to."""
    asked = []

    async def answer(host, _port):
        asked.append(host)
        return ([GOOD], [address], [GOOD, address])[len(asked) - 1]

    async def story():
        places, to = Places(EVERYTHING, answer), destination("http://duty.example/")
        assert await places.address(to) == GOOD
        assert await places.address(to) == GOOD
        assert len(asked) == 1, "one answer is used until it fails"
        places.failed(GOOD)
        for _ in range(2):
            with pytest.raises(DestinationRefused):
                await places.address(to)
        assert len(asked) == 3

    asyncio.run(story())


PRIVATE = "10.0.0.1 10.21.0.1 172.16.1.1 192.168.2.1 100.64.0.1 fd00::7 fc00::1 198.18.0.1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_a_private_network_that_is_not_listed_is_refused_whatever_name_leads_there(address):
    assert not allowed("http://duty.example/", address)
    assert not allowed("http://other.example/", address)


def test_a_public_address_is_reached_by_a_listed_name_only():
    assert allowed("https://duty.example/", "93.184.216.34")
    assert allowed("https://DUTY.example./", "93.184.216.34")
    assert not allowed("https://evil.example/", "93.184.216.34")
    assert not allowed("https://x.duty.example/", "93.184.216.34")


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "10.0.0.0/33", "http://x", "a b", "", "0x7f.1"])
def test_an_entry_that_is_neither_name_nor_network_is_refused(entry):
    with pytest.raises(DestinationRefused):
        allow_list((entry,))


@pytest.mark.parametrize("host", ["①②⑦.⓪.⓪.①", "дежурный.example", "1.2.3.4.5", "10.0.0.0x1"])
def test_a_host_in_other_letters_or_half_a_number_is_refused(host):
    assert not allowed(f"http://{host}/", "93.184.216.34", EVERYTHING)


def test_there_are_enough_tricks():
    assert len(TRICKS) >= 60


def test_we_connect_to_the_address_and_name_the_host():
    to = destination("https://duty.example:8443/hook?x=1")
    assert to.at("10.0.0.7") == "https://10.0.0.7:8443/hook?x=1"
    assert to.at("fd00::7") == "https://[fd00::7]:8443/hook?x=1"
    assert to.authority == "duty.example:8443"
    assert destination("https://duty.example/hook").authority == "duty.example"
