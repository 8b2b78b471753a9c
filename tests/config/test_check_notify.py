"""What is wrong with channels is found before anything happens, each with its remedy."""

import re
from pathlib import Path

import pytest

from alerts.channels import Email, Gateway, Relay, Webhook, Wecom
from config.load import ConfigError, load_site
from tests.config.site_folder import copied
from tests.house.tree import ROOT


@pytest.fixture
def site(tmp_path) -> Path:
    return copied(tmp_path)


def add(site: Path, more: str, **said: str) -> None:
    """Add an endpoint to notify.toml; ``more`` is its channel table."""
    fields = {"id": '"x"', "zh": '"甲"', "en": '"A"', "told": '["CO"]', "tier": "1"}
    fields |= {"url": '"http://127.0.0.1:9/x"', **said}
    lines = "\n".join(f"{key} = {value}" for key, value in fields.items())
    text = f"\n[[endpoints]]\n{lines}\n"
    if more:
        text += f"[endpoints.channel]\n{more}\n"
    with (site / "notify.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def refused(site: Path) -> str:
    with pytest.raises(ConfigError) as found:
        load_site(site)
    return str(found.value)


SIREN = 'kind = "mqtt"\ntopic = "custody/notify/s/ring"\n'
MAIL = 'kind = "email"\nsender = "a@b.intern"\nto = ["c@d.intern"]\n'
SMTP = '"smtp://127.0.0.1:25"'
STORIES = [
    ("an unknown channel", 'kind = "pager"', {}, "endpoints[2].channel", "webhook"),
    ("an unknown key of a channel", 'kind = "wecom"\nkey = "k"', {}, "key", ""),
    ("a robot without its key", 'kind = "wecom"', {}, "robot's key has no name", "secret"),
    (
        "a robot's key in the url", 'kind = "wecom"',
        {"url": '"http://127.0.0.1/send?key=k"', "secret": '"r"'}, "does not belong", "secret",
    ),
    ("a letter to a web address", MAIL, {}, "no address of a receiver", "smtp://"),
    (
        "a password in the open", MAIL + 'login = "u"\ntls = "none"',
        {"url": SMTP, "secret": '"m"'}, "travel readable", "starttls",
    ),
    ("a password without a name", MAIL + 'login = "u"', {"url": SMTP}, "has no name", "secret ="),
    ("half of implicit TLS", MAIL + 'tls = "implicit"', {"url": SMTP}, "belong together", "both"),
    ("nobody to write to", MAIL.replace('"c@d.intern"', ""), {"url": SMTP}, "channel.to", ""),
    (
        "a siren with an unknown word", SIREN + "payload = '{\"p\":\"${pulse}\"}'",
        {"url": '"mqtt://127.0.0.1"'}, "there is no word ${pulse}", "correct the template",
    ),
    (
        "a siren that shouts the secret", SIREN + "payload = '{\"p\":\"${secret}\"}'",
        {"url": '"mqtt://127.0.0.1"'}, "there is no word ${secret}", "correct the template",
    ),
    (
        "a siren that cannot say the id back", SIREN + "payload = '{}'\nreceipt = \"r\"",
        {"url": '"mqtt://127.0.0.1"'}, "was not told", "${id}",
    ),
    (
        "a template that is no JSON", 'kind = "http"\nbody = \'{"t":${text}}\'', {},
        "it is no JSON", "correct the template",
    ),
    (
        "prose in a header", 'kind = "http"\nbody = \'{"t":"${text}"}\'\nheaders = {X = "${text}"}',
        {}, "there is no word ${text}", "correct the template",
    ),
    (
        "a word as host", 'kind = "http"\nbody = \'{"t":"${text}"}\'',
        {"url": '"http://${room}/x"'}, "", "",
    ),
    ("a GET with a body", 'kind = "http"\nmethod = "GET"\nbody = \'{"t":"${text}"}\'', {},
     "a GET has no body", "into the url"),
    (
        "a text too long for a url", 'kind = "http"\nmethod = "GET"',
        {"url": '"http://127.0.0.1/?t=${text}"'}, "500 characters", "smaller",
    ),
    ("a gateway that says nothing", "kind = \"http\"\nbody = '{}'", {}, "nobody could tell", ""),
    ("a secret without a name", 'kind = "http"\nbody = \'{"t":"${text}","k":"${secret}"}\'', {},
     "${secret} has no name", "secret ="),
    ("a language we do not speak", "", {"language": '"fr"'}, "we do not speak", "zh or en"),
    ("an id that breaks numbers", "", {"id": '"a:b"'}, "cannot be part", "letters"),
    ("a private address nobody allowed", "", {"url": '"http://10.1.2.3/x"'}, "allow list", "allow"),
    ("a metadata service", "", {"url": '"http://169.254.169.254/x"'}, "nobody's receiver", "own"),
    ("an address as one number", "", {"url": '"http://2130706433/x"'}, "is no host", "http://"),
    ("a login in the url", "", {"url": '"http://u:p@127.0.0.1/x"'}, "a login", ""),
    ("words in a plain url", "", {"url": '"http://127.0.0.1/${room}"'}, "no words", "without $"),
]  # fmt: skip


@pytest.mark.parametrize("told", STORIES, ids=[each[0] for each in STORIES])
def test_it_is_refused_with_its_remedy(site, told):
    story, more, said, problem, remedy = told
    add(site, more, **said)
    line = refused(site)
    assert "notify.toml: endpoints[2]" in line, story
    assert problem in line, story
    assert remedy in line, story


@pytest.mark.parametrize(
    ("allow", "problem"),
    [
        ('["0.0.0.0/0"]', "allows nearly everything"),
        ('["10.0.0.1/8"]', "neither a network nor a host name"),
        ('["http://x"]', "neither a network nor a host name"),
        ("[]", "allow list"),
    ],
)
def test_an_allow_list_that_is_none_is_refused(site, allow, problem):
    file = site / "notify.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^allow = .*$", f"allow = {allow}", text), encoding="utf-8")
    assert problem in refused(site)


@pytest.mark.parametrize(
    "url", ["console.example", "ftp://x", "https://x/?a=1", "https://x/#/wall"]
)
def test_an_address_that_notices_cannot_link_to_is_refused(site, url):
    file = site / "notify.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'console_url = "{url}"\n{text}', encoding="utf-8")
    told = refused(site)
    assert "notify.toml: console_url" in told
    assert "unknown key" not in told


def test_an_address_that_notices_can_link_to_is_taken(site):
    file = site / "notify.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'console_url = "https://console.example"\n{text}', encoding="utf-8")
    assert load_site(site).notify.console_url == "https://console.example"


def test_a_site_without_an_allow_list_does_not_start(site):
    file = site / "notify.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^allow = .*\n", "", text), encoding="utf-8")
    assert "allow" in refused(site)


def test_an_hour_without_anybody_on_duty_is_found(site):
    for tier in (1, 2):
        text = (site / "notify.toml").read_text(encoding="utf-8")
        text = text.replace(f"tier = {tier}\n", f'tier = {tier}\nstaff = "s-001"\n', 1)
        (site / "notify.toml").write_text(text, encoding="utf-8")
        if tier == 1:
            line = refused(site)
            assert "on Monday at 00:00 nobody of tier 1 is on duty" in line
            assert "roster.toml" in line


def test_the_samples_of_the_page_are_good(site):
    sample = re.search(r"```toml\n(.*?)```", (ROOT / "docs/notify.md").read_text(), re.DOTALL)[1]
    head = (site / "notify.toml").read_text(encoding="utf-8").split("# Where notices may go")[0]
    sample = sample.replace('["10.20.0.0/16",', '["10.20.0.0/16", "127.0.0.0/8",')
    (site / "notify.toml").write_text(head + sample, encoding="utf-8")
    channels = [type(each.channel) for each in load_site(site).notify.endpoints]
    assert channels == [Webhook, Wecom, Email, Relay, Gateway]
