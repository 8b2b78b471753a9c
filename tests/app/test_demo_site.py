"""A demo calls nobody: whatever channels a site has, its copy tells our own receiver."""

import re

from alerts.channels import Webhook
from app.demo_folder import DemoFolder
from config.load import load_site
from tests.config.site_folder import copied
from tests.house.tree import ROOT


def test_every_channel_of_a_site_becomes_a_webhook_on_this_machine(tmp_path):
    site = copied(tmp_path)
    sample = re.search(r"```toml\n(.*?)```", (ROOT / "docs/notify.md").read_text(), re.DOTALL)[1]
    sample += '\n[[endpoints]]\nid = "last"\nzh = "a"\nen = "a"\nurl = "smtp://10.20.0.9"\n'
    sample += 'told = ["CO"]\ntier = 1\n'
    sample += 'channel = { kind = "email", sender = "a@b.intern", to = ["c@d.intern"] }\n'
    head = (site / "notify.toml").read_text().split("# Where notices may go")[0]
    (site / "notify.toml").write_text(head + sample)
    folder = DemoFolder(tmp_path / "run")
    folder.run.mkdir()
    folder.copy_site(site, 8099)
    endpoints = load_site(folder.site).notify.endpoints
    assert len(endpoints) == 6
    assert {type(each.channel) for each in endpoints} == {Webhook}
    assert {each.url.rpartition("/")[0] for each in endpoints} == {"http://127.0.0.1:8099"}
