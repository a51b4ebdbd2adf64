"""Whatever people who own nothing say, in whatever order: the rules of the house and other chats' roles stay as they are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.chat import ChatKind, Person, Platform, Role
from bot.model.quotas import Allowance
from tests.fakes.desk import Front

OWN, OTHER = "-100", "-200"
GROUP_ADMIN, EDITOR, BOT_ADMIN, STRANGER = "8", "9", "23", "7"

WHO = st.sampled_from(["7", "8", "9", "23", "24", "111", "telegram:8", "telegram:24", "@8", ""])
ROLE = st.sampled_from(["reader", "editor", "admin", "owner", "تحرير", "ملكية", ""])
WHERE = st.sampled_from(["", "here", "everywhere", "الكل"])
CHAT = st.sampled_from(["", "1", "2", "3", "here", "-200", "telegram:-200", "Other"])
LINES = st.one_of(
    st.builds("role grant {} {} {}".format, WHO, ROLE, WHERE),
    st.builds("role revoke {} {}".format, WHO, WHERE),
    st.builds("access {}".format, st.sampled_from(["open", "closed", "invited", ""])),
    st.builds("invite {} {}".format, ROLE, st.sampled_from(["", "24h", "9999d"])),
    st.builds("invite revoke {}".format, st.integers(0, 3)),
    st.builds("quota {} {} {}".format, CHAT, st.sampled_from(["watches", "feeds", "commands", ""]), st.integers(0, 9)),
    st.builds("feed assign {} {}{}".format, st.integers(0, 4), st.sampled_from(["", "without ", "none ", "everywhere "]), CHAT),
    st.builds("feed assign ~{}".format, st.integers(0, 3)),
    st.builds("{} {}".format, st.sampled_from(["drop", "retry", "delivery show", "claim", "audit"]), st.integers(0, 3)),
)
STEPS = st.lists(
    st.tuples(st.sampled_from([GROUP_ADMIN, EDITOR, BOT_ADMIN, STRANGER]), st.booleans(), st.booleans(), LINES), max_size=12
)


async def house() -> Front:
    made = Front()
    for channel in (OWN, OTHER):
        await made.ask("help", channel=channel, kind=ChatKind.GROUP)
    made.chats.rows[2] = replace(made.chats.rows[2], title="Other", allowance=Allowance(watches=3))
    made.chats.roles |= {f"telegram:{BOT_ADMIN}": Role.ADMIN, "telegram:24": Role.OWNER}
    made.register.here = {(1, f"telegram:{EDITOR}"): Role.EDITOR, (2, f"telegram:{EDITOR}"): Role.EDITOR}
    made.directory.admins.add((OWN, GROUP_ADMIN))
    await made.register.invite(
        Role.ADMIN, Person(Platform.TELEGRAM, "111"), None, made.clock.now(), made.desk.turnstile.STRANGERS
    )
    return made


def kept(made: Front) -> tuple[object, ...]:
    elsewhere = {key: role for key, role in made.register.here.items() if key[0] != 1}
    own_feeds = [source for source in made.chats.feeds.values() if source.owner_chat == 2]
    return (
        dict(made.chats.roles),
        dict(made.register.rules),
        dict(made.register.tokens),
        elsewhere,
        made.chats.rows[2],
        own_feeds,
    )


@settings(max_examples=60, deadline=None)
@given(STEPS)
async def test_nobody_but_owners_changes_the_house_or_another_chat(steps: list[tuple[str, bool, bool, str]]) -> None:
    made = await house()
    before = kept(made)
    for person, private, pressed, text in steps:
        if person == BOT_ADMIN and text.startswith("feed assign"):
            # Whoever administers the bot administers every group.
            continue
        channel, kind = (person, ChatKind.PRIVATE) if private else (OWN, ChatKind.GROUP)
        await made.ask(text, person, channel, kind, button=pressed)
        assert kept(made) == before, (person, text)
    assert all(role < Role.OWNER for role in made.register.here.values())
