"""Alerts as a chat gets them, before any platform has a say."""

from __future__ import annotations

from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language

AUTO, LTR = Isolate.AUTO, Isolate.LTR

ARABIC_ALERT = Message(
    Language.ARABIC,
    (
        Block(
            BlockKind.HEADLINE,
            ((Piece("سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر", AUTO, url="https://reuters.example/a?x=1&y=2"),),),
        ),
        Block(
            BlockKind.TEXT,
            (
                (
                    Piece("قالت "),
                    Piece("القيادة المركزية الأميركية", bold=True),
                    Piece(" إن سفينة أسقطتهما فجراً، ولا إصابات."),
                ),
                (
                    Piece("ارتفع خام برنت "),
                    Piece("+3.5%", LTR),
                    Piece(" إلى "),
                    Piece("$74.20", LTR),
                    Piece(" منذ "),
                    Piece("2026-11-21", LTR),
                    Piece("، ورمزه "),
                    Piece("BRK.B", LTR),
                    Piece(" عند "),
                    Piece("C++", AUTO),
                    Piece("."),
                ),
            ),
        ),
        Block(
            BlockKind.CONTEXT,
            (
                (
                    Piece("رويترز", AUTO),
                    Piece("، نُشر "),
                    Piece("02:14", LTR),
                    Piece("، وصل "),
                    Piece("02:15", LTR),
                    Piece(" ("),
                    Piece("بيروت", AUTO),
                    Piece(")"),
                ),
                (
                    Piece("أيضاً: "),
                    Piece("الجزيرة", AUTO, url="https://aljazeera.example/1"),
                    Piece(" "),
                    Piece("02:19", LTR),
                    Piece("، "),
                    Piece("BBC & Co", AUTO, url="https://bbc.example/2"),
                    Piece(" "),
                    Piece("02:22", LTR),
                    Piece(" (بالإنكليزية)، ونسختان عن "),
                    Piece("رويترز", AUTO),
                ),
                (Piece("الرصد: "), Piece("CENTCOM", AUTO)),
            ),
        ),
    ),
    notification="سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر · رويترز",
    buttons=(
        (Button("لماذا؟", "why 7"), Button("ليس الخبر نفسه", "split 7")),
        (Button("كتم", "mute 7"), Button("خارج الموضوع", "off 7")),
    ),
)

ENGLISH_ALERT = Message(
    Language.ENGLISH,
    (
        Block(
            BlockKind.HEADLINE,
            ((Piece("CENTCOM says it downed two drones over Red Sea", AUTO, url="https://reuters.example/b"),),),
        ),
        Block(
            BlockKind.TEXT,
            ((Piece("A ship downed both at dawn; no injuries, "), Piece("CENTCOM", bold=True), Piece(" said. <R&D> *stars*")),),
        ),
        Block(
            BlockKind.CONTEXT,
            (
                (Piece("Reuters", AUTO), Piece(", published "), Piece("02:14", LTR), Piece(", seen "), Piece("02:15", LTR)),
                (
                    Piece("Also: "),
                    Piece("BBC", AUTO),
                    Piece(" 02:22, "),
                    Piece("الجزيرة", AUTO),
                    Piece(" "),
                    Piece("02:19", LTR),
                ),
            ),
        ),
        Block(BlockKind.BULLETS, ((Piece("/rasid why 7", code=True),), (Piece("Watch: "), Piece("CENTCOM", AUTO)))),
    ),
    notification="CENTCOM says it downed two drones over Red Sea · Reuters",
    buttons=(
        (Button("Why?", "why 7"), Button("Not same story", "split 7"), Button("Mute", "mute 7"), Button("Off topic", "off 7")),
    ),
)


def words(text: str, language: Language = Language.ENGLISH, **how: object) -> Message:
    """A message of one line."""
    return Message(language, (Block(BlockKind.TEXT, ((Piece(text),),)),), **how)  # type: ignore[arg-type]


def line(text: str) -> Line:
    """A line of one piece."""
    return (Piece(text),)
