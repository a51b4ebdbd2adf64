"""How plausible it is that an Arabic and a Latin word are one name, by a table of which letters render which.

Prices are set by hand from how newsrooms render names; a word that has no reasonable rendering costs more than it may.
"""

from __future__ import annotations

from functools import lru_cache

_IMPOSSIBLE = 99.0
_LONGEST_CHUNK = 4

# Latin renderings of an Arabic letter or pair, each with its price (free where none is written).
_RENDERINGS = {
    "ا": "a aa e=.25 i=.4 o=.4 u=.4 ah=.1 ae=.1 =.5",
    "و": "o u w oo ou v=.45 au=.15 ow=.1 oe=.2 eu=.2 ue=.15 wh uw oa=.2 =.7",
    "ي": "i y e=.1 ee ie ei ai=.1 ay=.1 ey=.1 j=.3 ea=.1 ii iy =.6 a=.6 u=.5 ll=.6 ye ae=.2 oe=.4 oi=.4",
    "ه": "h a=.15 ah=.1 e=.3 =.45 eh=.1",
    "ح": "h =.6 hh",
    "ع": "a=.15 aa=.15 e=.3 i=.4 o=.4 u=.4 =.15",
    "ء": "=.1",
    "ب": "b p bb pp v=.5 be=.2",
    "ت": "t tt th=.15 te=.05 d=.6",
    "ث": "th t=.3 s=.2 z=.2 c=.2",
    "ج": "g j dj dg=.1 ge=.05 gi=.1 zh=.15 z=.6 gg=.1 gh=.3 jj dge y=.6 s=.7",
    "خ": "kh ch=.1 h=.4 j=.3 k=.4 x=.4 q=.5",
    "د": "d dd dh=.4 de=.05 t=.6",
    "ذ": "dh th=.1 d=.2 z=.4",
    "ر": "r rr rh=.1 re=.05",
    "ز": "z s=.2 zz se=.15 ze=.05 c=.5 x=.4",
    "س": "s ss c=.1 ce=.05 se=.05 z=.35 sc=.1 x=.5",
    "ش": "sh ch=.1 sch sz s=.4 sj=.1 sci=.1 c=.6 x=.4 che=.1",
    "ص": "s ss c=.4",
    "ض": "d dh=.1 z=.4",
    "ط": "t th=.4 tt",
    "ظ": "z dh=.1 th=.3",
    "غ": "g gh gu=.05 gg gue=.05 j=.6 h=.5",
    "ف": "f v ph ff w=.3 pf=.2 fe=.05 ve=.05 b=.7",
    "ق": "q k=.05 c=.2 g=.3 gh=.3 ck=.3 kh=.5",
    "ك": "k c ck q=.1 ch=.2 cc kk qu=.05 que=.05 ke=.05 g=.5 kh=.4 cu=.3",
    "ل": "l ll le=.05 lh=.1",
    "م": "m mm me=.05 mb=.3",
    "ن": "n nn ne=.05 gn=.2 m=.7",
    "تش": "ch tch c=.15 cz=.1 tsch cs=.2 cc=.2 tsh t=.7",
    "شت": "st=.1 scht",
    "شب": "sp=.1",
    "تس": "ts tz z=.15 zz=.1",
    "كس": "x ks xx cks",
    "كز": "x=.1",
    "غز": "x=.1",
    "غس": "x=.2",
    "نغ": "ng",
    "نج": "ng",
    "نك": "nc nk ng=.2",
    "اي": "i=.05 e=.05 ai ei ee=.05 y=.05 ay ey igh=.1 ie=.1 uy=.2 a=.1",
    "او": "o=.05 u=.05 au ou oo=.05 ow aw oh=.1 eau=.1 w=.2",
    "يو": "u=.1 eu ew io yo yu iu=.05 eo=.1 o=.5",
    "يا": "ia ya ea=.1 ja=.1 iya",
    "وا": "wa oa=.1 oi=.1 ua=.1 ois=.3",
    "وي": "ui wi oy oi=.05 ue=.1 uy=.1 we=.1",
    "يه": "ier=.3 ieh=.1 iet=.3 e=.2 et=.3 ie=.1 iah=.1 ee=.1",
}
# Latin letters that Arabic often leaves unwritten.
_UNWRITTEN = {"a": 0.14, "e": 0.1, "i": 0.2, "o": 0.3, "u": 0.22, "y": 0.35, "h": 0.3, "w": 0.6, "'": 0.0}


def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for arabic, renderings in _RENDERINGS.items():
        prices: dict[str, float] = {}
        for rendering in (f" {renderings} ").split(" "):
            latin, _, price = rendering.partition("=")
            if rendering:
                prices[latin] = float(price or 0)
        table[arabic] = prices
    return table


def _beginnings() -> dict[str, str]:
    """The Latin letters that a rendering of each Arabic letter may begin with; a short vowel may stand before none of them."""
    found: dict[str, set[str]] = {}
    for arabic, prices in _TABLE.items():
        found.setdefault(arabic[0], set()).update(latin[0] for latin in prices if latin)
    return {letter: "".join(sorted(letters)) for letter, letters in found.items()}


_TABLE = _table()
_BEGINNINGS = _beginnings()
# A last vowel is nearly always written.
_UNWRITTEN_END = 0.8
_SHORTEST = 4
# The price per letter that a pair may cost: longer names may differ more.
_ALLOWED, _ALLOWED_MORE, _ALLOWED_MOST = 0.03, 0.014, 0.085
# More than what adding up prices may be off by.
_ROUNDING = 1e-6


@lru_cache(1 << 14)
def crossing(arabic: str, latin: str) -> float:
    """How surely a folded Arabic word renders a folded Latin one: 0 (not) or 60-90."""
    if len(arabic) < _SHORTEST or len(latin) <= _SHORTEST or latin[0] not in _BEGINNINGS.get(arabic[0], ""):
        return 0.0
    length = (len(arabic) + len(latin)) / 2
    allowed = min(_ALLOWED + _ALLOWED_MORE * (length - _SHORTEST), _ALLOWED_MOST)
    per_letter = rendering_price(arabic, latin, allowed * length + _ROUNDING) / length
    return 90.0 - 15.0 * per_letter / allowed if per_letter <= allowed else 0.0


def rendering_price(arabic: str, latin: str, most: float = _IMPOSSIBLE) -> float:
    """The least price at which the Arabic letters, in order, render the Latin ones; 99 or more if they cannot.

    Prices above ``most`` need not be right: they only stay above it.
    """
    width = len(latin) + 1
    rows = [[_IMPOSSIBLE] * width for _ in range(len(arabic) + 1)]
    rows[0][0] = 0.0
    unwritten = _unwritten(latin)
    for here, row in enumerate(rows):
        _leave_unwritten(row, unwritten)
        if min(row) > most and (here == len(arabic) or min(rows[here + 1]) > most):
            return _IMPOSSIBLE
        for size in (1, 2):
            prices = _TABLE.get(arabic[here : here + size])
            if prices is not None and here + size <= len(arabic):
                _render(row, rows[here + size], prices, latin, most)
    return rows[-1][-1]


@lru_cache(1 << 12)
def _unwritten(latin: str) -> tuple[float, ...]:
    """What it costs to leave each letter of a Latin word unwritten."""
    prices = [_UNWRITTEN.get(letter, _IMPOSSIBLE) for letter in latin]
    return (*prices[:-1], prices[-1] if latin.endswith("e") else _UNWRITTEN_END) if latin else ()


def _leave_unwritten(row: list[float], unwritten: tuple[float, ...]) -> None:
    for place, price in enumerate(unwritten):
        row[place + 1] = min(row[place + 1], row[place] + price)


def _render(row: list[float], target: list[float], prices: dict[str, float], latin: str, most: float) -> None:
    for place, so_far in enumerate(row):
        if so_far > most or so_far >= _IMPOSSIBLE:
            continue
        for size in range(_LONGEST_CHUNK):
            price = prices.get(latin[place : place + size])
            if price is not None and place + size < len(row) and so_far + price < target[place + size]:
                target[place + size] = so_far + price
