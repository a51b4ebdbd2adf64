"""A desk over the real stores: what is behind the network stays faked, every row is real."""

from __future__ import annotations

from dataclasses import replace

from bot.store.mutes import StoredMutes
from bot.store.register import StoredLogbook, StoredRegister
from bot.store.traces import StoredTraces
from bot.store.undoing import StoredUndos
from tests.fakes.desk import Front
from tests.store.house import AT_ONCE, House


class RealFront(Front):
    """People who talk to a desk whose stores are those of a house, and its clock the house's."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.desk = replace(
            self.desk,
            articles=house.articles,
            chats=house.chats,
            outbox=house.outbox,
            clock=house.clock,
            traces=StoredTraces(house.database, AT_ONCE),
            register=StoredRegister(house.database),
            logbook=StoredLogbook(house.database),
            mutes=StoredMutes(house.database),
            undos=StoredUndos(house.database),
        )
