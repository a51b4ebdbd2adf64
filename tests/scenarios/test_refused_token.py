"""A token that Slack has revoked while the bot runs: its owner reads of it on Telegram, once, and in the bot's health."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.running import OWNER, Running, a_running_bot
from tests.fakes.world import a_world, until


def told(bot: Running) -> list[str]:
    return [text for text in bot.told(OWNER) if "refused the bot itself" in text]


def look(bot: Running) -> None:
    """What the clock does every minute."""
    next(stage for stage in bot.bot.clocks._stages if stage.name == "reach").wake()


async def test_the_owner_hears_of_it_elsewhere(tmp_path: Path) -> None:
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.configure([])
        async with a_running_bot(world) as bot:
            await bot.ask("/status")
            await until(lambda: world.slack.sockets.open)
            world.slack.faults.add(kind="error", code="token_revoked", times=0)
            await world.slack.slash("help")
            await until(lambda: any(call.error == "token_revoked" for call in world.slack.calls))
            look(bot)
            await until(lambda: told(bot))
            look(bot)
            assert "refused" in await bot.ask("/health")
            assert len(told(bot)) == 1
            assert "token_revoked" in told(bot)[0]
