"""Each channel against a real receiver: what arrives, what counts as taken, what does not."""

import asyncio
import json
import subprocess
import threading
import time
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context

import paho.mqtt.client as mqtt
import pytest
import uvloop
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from alerts.channels import Email, Gateway, Relay, Wecom
from alerts.configuration import Endpoint
from alerts.notify.carriers import WECOM_BYTES_MAX, Carriers
from alerts.notify.destination import allowed
from alerts.notify.keys import Keys
from alerts.notify.letters import Letters
from alerts.notify.places import Line, Places
from alerts.notify.web import Asked
from alerts.notify.web import Web as Asking
from alerts.rules import by_id
from app.children import free_port
from app.notices import due
from app.services import Mosquitto
from tests.store.decided import alarm, demo_site, notice

pytestmark = pytest.mark.servers

HERE = allowed(("127.0.0.0/8", "::1/128"))
SIREN = "custody/notify/siren-1"


@pytest.fixture
def carriers(tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[endpoints]\nrobot = "key-1"\nsms = "s3"\nmail = "letter"\nsiren = "?"\n')
    rooms = {room.id: room for room in demo_site().site.rooms}
    letters = Letters(rules=by_id(), keys=Keys(secrets), rooms=rooms)
    return Carriers(letters, may=HERE, total_s=2.0)


def endpoint(url, channel, *, secret="", language="zh"):
    return Endpoint(
        id="e",
        zh="值班",
        en="Duty",
        url=url,
        told=("G",),
        tier=1,
        language=language,
        secret=secret,
        channel=channel,
    )


def carried(carriers, point, raised=None):
    """Carry one notice on the outlets' own event loop; return what became of it."""
    (waiting,) = due([notice(raised or alarm(1), "e")])

    async def once():
        carrier = carriers.of(point)
        try:
            return await carrier.carry(waiting, attempt=1)
        finally:
            await carrier.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(once())


class Web:
    """A receiver that keeps what it hears and answers as it is told."""

    def __init__(self):
        self.answer, self.heard = b"", []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("content-length", 0))
                web.heard.append((self.path, dict(self.headers), self.rfile.read(length)))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(web.answer)

            def log_message(self, *_):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def web():
    made = Web()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_wecom_group_hears_a_text_with_the_robots_key(carriers, web):
    web.answer = b'{"errcode":0,"errmsg":"ok"}'
    point = endpoint(f"{web.url}/send", Wecom(mobiles=("13800000000",)), secret="robot")  # noqa: S106
    assert carried(carriers, point).taken
    path, _, body = web.heard[0]
    said = json.loads(body)
    assert path == "/send?key=key-1"
    assert said["msgtype"] == "text"
    assert said["text"]["mentioned_mobile_list"] == ["13800000000"]
    assert "D-0001" in said["text"]["content"]
    assert by_id()["MOT-08"].zh in said["text"]["content"]
    assert len(said["text"]["content"].encode()) <= WECOM_BYTES_MAX


def test_a_robot_that_says_200_and_an_error_did_not_take_it(carriers, web):
    point = endpoint(web.url, Wecom(), secret="robot")  # noqa: S106
    for answer, wait_s in ((b'{"errcode":93000}', 0), (b"<html>", 0), (b'{"errcode":45009}', 15)):
        web.answer = answer
        outcome = carried(carriers, point)
        assert not outcome.taken
        assert outcome.retry_after_s == wait_s
        assert "key-1" not in outcome.error


def test_a_gateway_hears_its_template_and_is_believed_by_its_word(carriers, web):
    channel = Gateway(
        headers={"Authorization": "Bearer ${secret}", "Content-Type": "application/json"},
        body='{"to":["138"],"text":"${text}","drill":${drill}}',
        taken='"code":0',
        chars_max=70,
    )
    point = endpoint(f"{web.url}/sms?rule=${{rule}}", channel, secret="sms", language="en")  # noqa: S106
    web.answer = b'{"code":0}'
    assert carried(carriers, point, alarm(1, drill=True)).taken
    path, headers, body = web.heard[0]
    said = json.loads(body)
    assert path == "/sms?rule=MOT-08"
    assert headers["Authorization"] == "Bearer s3"
    assert said["drill"] is True
    assert len(said["text"]) <= 70
    assert said["text"].startswith("P1 DRILL: ")

    web.answer = b'{"code":7}'
    assert not carried(carriers, point).taken


def test_a_blank_behind_a_secret_stops_no_notice(carriers, web, tmp_path):
    (tmp_path / "secrets.toml").write_text('[endpoints]\nsms = "s3 "\n')
    channel = Gateway(headers={"Authorization": "Bearer ${secret}"}, body="{}")
    outcome = carried(carriers, endpoint(web.url, channel, secret="sms"))  # noqa: S106
    assert outcome.taken, outcome.error
    assert web.heard[0][1]["Authorization"] == "Bearer s3"


def test_a_header_that_is_no_http_is_a_failure_that_tells_no_secret(carriers, web):
    async def once():
        line = Line(places=Places(HERE), tls=carriers.tls, total_s=2.0)
        asking = Asking(line)
        try:
            return await asking.ask(Asked(url=web.url, body=b"", headers={"x": "Bearer s3cret "}))
        finally:
            await asking.close()

    outcome = asyncio.run(once())
    assert not outcome.taken
    assert "LocalProtocolError" in outcome.error
    assert "s3cret" not in outcome.error
    assert not web.heard


def test_without_its_secret_a_gateway_is_a_failure_that_can_be_seen(carriers, web):
    point = endpoint(web.url, Gateway(body='{"t":"${text}"}'), secret="gone")  # noqa: S106
    outcome = carried(carriers, point)
    assert not outcome.taken
    assert "gone" in outcome.error
    assert not web.heard


class Box:
    """Keeps letters."""

    def __init__(self):
        self.letters, self.code = [], "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.letters.append((envelope, message_from_bytes(envelope.content, policy=policy.SMTP)))
        return self.code


@pytest.fixture
def certified(tmp_path, monkeypatch):
    """A certificate of 127.0.0.1 that this machine trusts for the time of the test."""
    key, crt = tmp_path / "key.pem", tmp_path / "crt.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", key, "-out", crt, "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(crt))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    return context


class Post(Controller):
    """A mail server with STARTTLS and a login."""

    def __init__(self, box, context):
        self.logins = []
        super().__init__(box, hostname="127.0.0.1", port=free_port())
        self.context = context

    def factory(self):
        return SMTP(
            self.handler,
            tls_context=self.context,
            require_starttls=True,
            auth_required=True,
            authenticator=self._check,
        )

    def _check(self, _server, _session, _envelope, mechanism, auth_data):
        self.logins.append((mechanism, auth_data))
        ok = getattr(auth_data, "password", b"") == b"letter"
        return AuthResult(success=ok)


@pytest.fixture
def post(certified, carriers):
    carriers.tls = create_default_context()
    server = Post(Box(), certified)
    server.start()
    yield server
    server.stop()


MAIL = Email(sender="custody@station.intern", to=("leader@station.intern",), login="custody")


def test_a_letter_comes_by_starttls_and_twice_under_one_number(carriers, post):
    point = endpoint(f"smtp://127.0.0.1:{post.port}", MAIL, secret="mail", language="en")  # noqa: S106
    assert carried(carriers, point).taken
    assert carried(carriers, point).taken
    (_, letter), (_, again) = post.handler.letters
    assert letter["Message-ID"] == again["Message-ID"]
    assert letter["Subject"].startswith("P1 ")
    assert letter["X-Custody-Notice"] == "MOT-08:D-0001:1:e:1:first"
    text = letter.get_content()
    assert "Who: D-0001" in text
    assert "41.5" not in text


def test_a_letter_that_is_refused_or_a_wrong_password_is_a_failure(carriers, post, tmp_path):
    point = endpoint(f"smtp://127.0.0.1:{post.port}", MAIL, secret="mail")  # noqa: S106
    post.handler.code = "452 full"
    refused = carried(carriers, point)
    assert (refused.taken, "452" in refused.error) == (False, True)
    (tmp_path / "secrets.toml").write_text('[endpoints]\nmail = "wrong"\n')
    wrong = carried(carriers, point)
    assert not wrong.taken
    assert "wrong" not in wrong.error


def test_a_mail_server_whose_certificate_nobody_signed_gets_no_letter(carriers, post, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    carriers.tls = create_default_context()
    point = endpoint(f"smtp://127.0.0.1:{post.port}", MAIL, secret="mail")  # noqa: S106
    outcome = carried(carriers, point)
    assert not outcome.taken
    assert not post.handler.letters
    assert not post.logins


def test_a_mail_server_that_says_nothing_is_given_up_after_the_limit(carriers):
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as mute:
        point = endpoint(f"smtp://127.0.0.1:{mute.server_port}", MAIL, secret="mail")  # noqa: S106
        began_s = time.monotonic()
        assert not carried(carriers, point).taken
        assert time.monotonic() - began_s < 3


@pytest.fixture(scope="module")
def ringing(tmp_path_factory):
    """A broker with the notifier's and a siren's login."""
    with Mosquitto(tmp_path_factory.mktemp("ring"), ("notify", "siren-1")) as server:
        yield server


class SirenClient:
    """A siren of another maker: hears its ring, and says the id back where it is told to."""

    def __init__(self, broker, *, answers=True):
        self.heard = []
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self.client.username_pw_set("siren-1", broker.logins["siren-1"])
        self.client.on_message = self._ring
        self.answers = answers
        self.client.connect("127.0.0.1", broker.port)
        self.client.loop_start()
        self.client.subscribe(f"{SIREN}/ring", qos=1)
        time.sleep(0.3)

    def _ring(self, _client, _data, message):
        said = json.loads(message.payload)
        self.heard.append(said)
        if self.answers:
            self.client.publish(f"{SIREN}/receipt", said["id"], qos=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.disconnect()
        self.client.loop_stop()


def siren(broker, carriers, *, receipt=f"{SIREN}/receipt"):
    carriers.letters.keys = Keys(broker.folder / "ring.toml")
    (broker.folder / "ring.toml").write_text(f'[endpoints]\nsiren = "{broker.logins["notify"]}"\n')
    channel = Relay(
        topic=f"{SIREN}/ring",
        payload='{"id":"${id}","severity":"${severity}","text":"${label}"}',
        receipt=receipt,
        login="notify",
    )
    return endpoint(f"mqtt://127.0.0.1:{broker.port}", channel, secret="siren")  # noqa: S106


def test_a_siren_rings_and_its_own_word_is_the_receipt(carriers, ringing):
    with SirenClient(ringing) as horn:
        outcome = carried(carriers, siren(ringing, carriers))
        assert outcome.taken, outcome.error
        assert horn.heard[0]["id"] == "MOT-08:D-0001:1:e:1:first"
        assert horn.heard[0]["severity"] == "P1"


def test_a_siren_that_does_not_answer_has_not_taken_it(carriers, ringing):
    with SirenClient(ringing, answers=False) as horn:
        assert not carried(carriers, siren(ringing, carriers)).taken
        assert horn.heard


def test_a_siren_that_is_not_there_is_a_failure_even_without_receipts(carriers, ringing):
    outcome = carried(carriers, siren(ringing, carriers, receipt=""))
    assert not outcome.taken
    assert "NO_MATCHING_SUBSCRIBERS" in outcome.error


def test_a_broker_that_refuses_the_login_is_a_failure(carriers, ringing):
    point = siren(ringing, carriers)
    (ringing.folder / "ring.toml").write_text('[endpoints]\nsiren = "not-it"\n')
    outcome = carried(carriers, point)
    assert not outcome.taken
    assert "refused the login" in outcome.error
