"""A platform that refuses the bot is shown as such, and told once."""

from __future__ import annotations

from bot.app.shut_out import ShutOut
from bot.model.chat import Platform


class Told(list[tuple[Platform, str]]):
    async def tell(self, platform: Platform, because: str) -> bool:
        self.append((platform, because))
        return True


async def test_what_changes_is_told_and_nothing_else() -> None:
    refusal: list[str | None] = [None]
    told = Told()
    shut_out = ShutOut({Platform.SLACK: lambda: refusal[0]}, told.tell)
    assert await shut_out.look() == 0
    assert shut_out.states({"slack": "up", "telegram": "up"}) == {"slack": "up", "telegram": "up"}
    for because in ("", "", "token_revoked", "token_revoked", ""):
        refusal[0] = because
        await shut_out.look()
    assert told == [(Platform.SLACK, ""), (Platform.SLACK, "token_revoked"), (Platform.SLACK, "")]


def test_it_is_refused_whether_or_not_it_takes_anything_in() -> None:
    shut_out = ShutOut({Platform.SLACK: lambda: "account_inactive"}, Told().tell)
    assert shut_out.states({"slack": "up", "telegram": "up"}) == {"slack": "refused", "telegram": "up"}
    assert shut_out.states({}) == {}, "before any platform is there"
