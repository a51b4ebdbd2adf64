"""Messages as the bot really writes them, for the tests of this folder."""

from __future__ import annotations

from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language

URL = "https://news.example/red-sea?a=1&b=2"


def auto(text: str, url: str = "") -> Piece:
    return Piece(text, Isolate.AUTO, url=url)


def ltr(text: str) -> Piece:
    return Piece(text, Isolate.LTR)


def line(*pieces: str | Piece) -> Line:
    return tuple(Piece(piece) if isinstance(piece, str) else piece for piece in pieces)


def text(*pieces: str | Piece, language: Language = Language.ARABIC) -> Message:
    return Message(language, (Block(BlockKind.TEXT, (line(*pieces),)),))


ARABIC_ALERT = Message(
    Language.ARABIC,
    (
        Block(BlockKind.HEADLINE, (line(Piece("سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر", url=URL)),), Language.ARABIC),
        Block(
            BlockKind.TEXT,
            (line("قالت ", Piece("القيادة المركزية", bold=True), " الأميركية إن سفينة أسقطتهما فجراً، ولا إصابات."),),
        ),
        Block(
            BlockKind.CONTEXT,
            (
                line(auto("رويترز"), "، نُشر ", ltr("02:14"), "، وصل ", ltr("02:15"), " (بيروت)"),
                line(
                    "أيضاً: ",
                    auto("الجزيرة", "https://ar.example/1"),
                    " ",
                    ltr("02:19"),
                    "، ",
                    auto("BBC", "https://en.example/<2>"),
                    " ",
                    ltr("02:22"),
                    " (بالإنكليزية)، ونسختان عن ",
                    auto("رويترز"),
                ),
                line("الرصد: ", auto("CENTCOM")),
            ),
        ),
    ),
    notification="سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر",
    buttons=(
        (Button("لماذا؟", "why 7"), Button("ليس الخبر نفسه", "apart 7")),
        (Button("كتم", "mute 42"), Button("خارج الموضوع", "off 7")),
    ),
)

ENGLISH_ALERT = Message(
    Language.ENGLISH,
    (
        Block(BlockKind.HEADLINE, (line(Piece("CENTCOM says it downed two drones over Red Sea", url=URL)),), Language.ENGLISH),
        Block(BlockKind.TEXT, (line("A ship downed both at dawn; no injuries, it said: <R&D> counts."),)),
        Block(
            BlockKind.CONTEXT,
            (
                line(auto("Reuters"), ", published ", ltr("02:14"), ", seen ", ltr("02:15"), " (Beirut)"),
                line(
                    "Also: ",
                    auto("BBC"),
                    " ",
                    ltr("02:22"),
                    ", ",
                    auto("الجزيرة"),
                    " ",
                    ltr("02:19"),
                    " (Arabic), 2 Reuters copies",
                ),
                line("Watch: ", auto("CENTCOM")),
            ),
        ),
    ),
    buttons=(
        (Button("Why?", "why 7"), Button("Not same story", "apart 7")),
        (Button("Mute", "mute 42"), Button("Off topic", "off 7")),
    ),
)

ARABIC_HELP = Message(
    Language.ARABIC,
    (
        Block(BlockKind.HEADLINE, (line("الرصد"),)),
        Block(
            BlockKind.BULLETS,
            (
                line(Piece("رصد بيتكوين", code=True), ": بدء رصد كلمة"),
                line(Piece("/watch CENTCOM", Isolate.LTR, code=True), ": الأمر نفسه باللاتينية"),
            ),
        ),
        Block(BlockKind.HEADLINE, (line("المصادر"),)),
        Block(BlockKind.TEXT, (line("العنوان: ", ltr("https://news.example/feed.xml")),)),
    ),
)
