"""Where a notice may go: the duty phone on the intranet, and no trick beyond it."""

import pytest

from alerts.notify.destination import DestinationRefused, check_address, destination


def allowed(url, address):
    try:
        check_address(destination(url), address)
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
        (url, "10.0.0.1")
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
            "http://duty.example@10.0.0.1/",
            "http://10.0.0.1\\@duty.example/",
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
    assert not allowed(url, address)


def test_there_are_enough_tricks():
    assert len(TRICKS) >= 60


def test_we_connect_to_the_address_and_name_the_host():
    to = destination("https://duty.example:8443/hook?x=1")
    assert to.at("10.0.0.7") == "https://10.0.0.7:8443/hook?x=1"
    assert to.at("fd00::7") == "https://[fd00::7]:8443/hook?x=1"
    assert to.authority == "duty.example:8443"
    assert destination("https://duty.example/hook").authority == "duty.example"
