"""The whole bot with Slack over HTTP, and without a command typed: from its Home to an alert and what is done about it."""

from __future__ import annotations

import socket
from pathlib import Path

from bot.model.chat import Platform
from bot.platforms.slack.request_urls import PATH
from tests.fakes.running import Running, a_running_bot
from tests.fakes.slack_blocks import seen
from tests.fakes.slack_hands import message_shortcut, modals, open_home, press_in, send_form
from tests.fakes.slack_requests import SIGNING_SECRET
from tests.fakes.slack_views import shown
from tests.fakes.world import World, a_world, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_up(running: Running) -> bool:
    return any(each.platform is Platform.SLACK and each.state == "up" for each in running.bot.supervisors)


def home(world: World) -> str:
    view = world.slack.world.homes.get("U1")
    return "" if view is None else seen(view["blocks"], "")


async def form(world: World) -> dict[str, object]:
    def filled() -> list[dict[str, object]]:
        return [view for view in modals(world.slack) if any(block["type"] == "input" for block in view["blocks"])]

    return (await until(filled))[-1]


async def test_from_the_home_to_an_alert(tmp_path: Path) -> None:
    port = free_port()
    async with a_world(tmp_path, f"sqlite:///{tmp_path / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        http = {"RASID_SLACK__LISTEN": f"127.0.0.1:{port}", "RASID_SLACK__SIGNING_SECRET": SIGNING_SECRET}
        async with a_running_bot(world, RASID_FETCH__INTERVAL="1", RASID_SLACK__APP_TOKEN="", **http) as running:
            await until(lambda: is_up(running))
            await world.read_once("/wire.xml")
            slack = world.slack
            slack.requests.url = f"http://127.0.0.1:{port}{PATH}"
            await open_home(slack)
            await until(lambda: "Nothing is watched here yet." in home(world))
            await press_in(slack, slack.world.homes["U1"], "Add a watch")
            await send_form(slack, await form(world), {"term": "Hoogland", "where": "C1"})
            await until(lambda: any("Hoogland" in text for view in modals(slack) for text in shown(view)))
            world.publish("/wire.xml", ("a", "Mayor Hoogland opens bridge", "In the rain."))
            await until(lambda: any("Hoogland opens bridge" in said for said in slack.world.said("C1")))
            (alert,) = (said for said in slack.world.visible("C1") if "opens bridge" in said.plain)
            slack.world.modals.clear()
            await message_shortcut(slack, "rasid_watch_this", alert)
            again = await form(world)
            assert "Hoogland" in shown(again), "what the alert is for, and not its headline"
            await send_form(slack, again, {"term": "bridge", "where": None})
            await until(lambda: "bridge" in home(world))
            assert slack.sockets.opened == 0
            assert [call.why for call in slack.refusals] == []
