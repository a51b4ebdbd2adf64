"""Messages that did not go through: those given up and those in doubt, as people see them, and sending one of them again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Reason
from bot.model.chat import Person
from bot.model.register import Letter
from bot.ports import Mishap
from bot.store.database import Database
from bot.store.lanes import rewake
from bot.store.letters import OVER, as_letter, letters, locked, of_chat
from bot.store.records import reason_record
from bot.store.revising import note
from bot.store.schema import deliveries


async def latest(connection: AsyncConnection, limit: int, chat_id: int | None) -> Sequence[Mishap]:
    """The latest messages given up or in doubt, of one chat or of all, the newest first."""
    found = letters(of_chat(chat_id, OVER)).order_by(deliveries.c.settled.desc(), deliveries.c.id.desc()).limit(limit)
    return tuple(_mishap(as_letter(row)) for row in await connection.execute(found))


async def retry(
    database: Database, connection: AsyncConnection, number: int, person: Person, chat_id: int | None
) -> Mishap | None:
    """Makes such a message due again as if it had never been tried; None when there is none of this number."""
    row = await locked(connection, and_(deliveries.c.id == number, of_chat(chat_id, OVER)))
    if row is None:
        return None
    now = await database.moment(connection)
    # Whoever asks for it has looked: a doubt that is asked for again is sent, not looked into again.
    anew = {"state": "pending", "attempts": 0, "doubtful": False, "due": now, "settled": None}
    again = update(deliveries).where(deliveries.c.id == number)
    await connection.execute(again.values(**anew, because=reason_record(Reason("due"))))
    await rewake(connection, [row.id])
    await note(connection, now, person, "retry", row.id, str(number))
    return _mishap(as_letter(row))


def _mishap(letter: Letter) -> Mishap:
    return Mishap(
        number=letter.number,
        chat=letter.chat,
        kind=letter.kind,
        headline=letter.headline,
        at=letter.since,
        because=letter.because,
        doubt=letter.state == "doubt",
    )
