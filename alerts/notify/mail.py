"""A letter by SMTP: one connection for each attempt, to the address we checked, under our timeout.

The letter's Message-ID follows from the notice's id, so that an attempt that was taken and not
answered comes a second time as the same letter.
"""

import asyncio
import hashlib
import socket
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final, cast

import aiosmtplib

from alerts.channels import SCHEMES, Email
from alerts.configuration import Endpoint
from alerts.notify.destination import Destination, DestinationRefused, destination
from alerts.notify.keys import SecretMissingError
from alerts.notify.letters import Letters
from alerts.notify.notice import DueNotice
from alerts.notify.outcome import TAKEN, Outcome, failure
from alerts.notify.places import Line, Reach

TEXT_CHARS_MAX: Final = 4_000


@dataclass(frozen=True, slots=True)
class Mail:
    """Carries notices of one endpoint."""

    endpoint: Endpoint
    channel: Email
    letters: Letters
    line: Line

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        """Try once; an answer that refuses one of the recipients is a failure for all."""
        del attempt
        try:
            with self.line.places.reached() as reach:
                async with asyncio.timeout(self.line.total_s):
                    await self._send(self._letter(notice), reach)
        except aiosmtplib.SMTPResponseException as error:
            return Outcome(0, f"{error.code} {error.message}")
        except (OSError, aiosmtplib.SMTPException, DestinationRefused) as error:
            return failure(error)
        except SecretMissingError as error:
            return failure(error)
        return TAKEN

    async def close(self) -> None:
        """Nothing is kept open."""

    def _letter(self, notice: DueNotice) -> EmailMessage:
        text = self.letters.text(notice, self.endpoint)
        letter = EmailMessage()
        letter["From"] = self.channel.sender
        letter["To"] = ", ".join(self.channel.to)
        letter["Subject"] = text.title
        letter["Date"] = formatdate()
        letter["Message-ID"] = message_id(notice.id, self.channel.sender)
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Custody-Notice"] = notice.id
        letter.set_content(text.fitted(TEXT_CHARS_MAX), cte="base64")
        return letter

    async def _send(self, letter: EmailMessage, reach: Reach) -> None:
        channel = self.channel
        to = destination(self.endpoint.url, SCHEMES[Email])
        stream = await self._connected(to, reach)
        reach.stands = True
        client = aiosmtplib.SMTP(
            hostname=to.host,
            port=None,
            sock=stream,
            timeout=self.line.total_s,
            use_tls=channel.tls == "implicit",
            start_tls=channel.tls == "starttls",
            tls_context=None if channel.tls == "none" else self.line.tls,
        )
        try:
            await client.connect()
            if channel.login:
                await client.login(channel.login, self.letters.secret(self.endpoint))
            refused, _ = await client.send_message(letter)
            if refused:
                message = f"refused recipients: {len(refused)}"
                raise aiosmtplib.SMTPException(message)
        finally:
            # No farewell: the letter is taken or not, and a server that lingers is not waited for.
            if client.transport is not None:
                cast("asyncio.WriteTransport", client.transport).abort()
            client.close()
            await asyncio.sleep(0)

    async def _connected(self, to: Destination, reach: Reach) -> socket.socket:
        """Return a connection to the checked address; the name is used for its certificate only."""
        reach.address = address = await self.line.places.address(to)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        stream = socket.socket(family, socket.SOCK_STREAM)
        stream.setblocking(False)  # noqa: FBT003  # the standard library's signature
        try:
            await asyncio.get_running_loop().sock_connect(stream, (address, to.port))
        except BaseException:
            stream.close()
            raise
        return stream


def message_id(notice: str, sender: str) -> str:
    """Return the letter's id that follows from a notice's id."""
    number = hashlib.sha256(notice.encode()).hexdigest()[:32]
    return f"<{number}@{sender.rpartition('@')[2]}>"
