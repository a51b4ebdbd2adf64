"""What a number counts: classes that mean the same in both languages, and nouns whose Arabic dual is a number by itself.

What lives here: tables and looking one word up in them. What does not: finding the word that belongs to a number (``numbers``).
"""

from __future__ import annotations

from functools import lru_cache

from bot.model.news import Language
from bot.stories.stems import is_arabic, stem, without_article
from bot.text.folding import folded

_REMEMBERED = 1 << 14
DEAD, WOUNDED = "dead", "wounded"
# Counts that only grow while an event is being told.
GROWING = frozenset({DEAD, WOUNDED, "missing", "displaced", "arrested", "casualties", "cases"})

# What happened to those who were counted: found on either side of the number, across a noun such as "people".
_FATES = {
    DEAD: (
        "dead death deaths die dies died dying kill kills killed killing killings fatality fatalities toll slain "
        "murdered massacred perish perished martyrs martyred lives claimed drowned drown قتيل قتيلا قتيلة قتلى "
        "القتلى قتل قتلت قتلوا يقتل تقتل مقتل بمقتل ومقتل وفاة وفيات توفي توفوا مصرع لقوا شهيد شهيدا شهداء استشهد "
        "استشهاد استشهدوا حصيلة ضحايا ضحية مات ماتوا يودي أودى أودت بحياة غرق غرقوا إعدام أعدم جثة جثث جثامين "
        "مذبحة مجزرة"
    ),
    WOUNDED: (
        "wounded wound wounds wounding injured injure injures injuring injuries hurt hospitalised hospitalized "
        "جريح جريحا جريحة جرحى الجرحى جرح إصابة إصابات أصيب أصيبوا مصاب مصابا مصابين مصابون يصيب تصيب"
    ),
    "missing": "missing vanished مفقود مفقودا مفقودين مفقودون فقدان فقد فقدوا",
    "arrested": (
        "arrested arrest arrests arresting detained detain detains detaining jailed اعتقال اعتقل اعتقلت تعتقل "
        "يعتقل معتقل معتقلا معتقلين توقيف أوقف أوقفت موقوف موقوفا موقوفين القبض احتجاز"
    ),
    ("displaced"): (
        "displaced fled flee flees evacuated evacuate refugees نازح نازحا نازحين نازحون نزوح نزح لاجئ لاجئا لاجئين "
        "لاجئون تشريد تهجير"
    ),
    "rescued": "rescued rescue rescues saved freed released إنقاذ أنقذ الإفراج تحرير أفرج",
    "hostages": "hostage hostages kidnapped abducted رهينة رهائن مخطوف مخطوفا مخطوفين خطف اختطاف",
    "downed": "downed إسقاط أسقط أسقطت تسقط يسقط",
}
# Units and things that stand right behind their number.
_UNITS = {
    "percent": "percent pct percentage المئة بالمئة المائة بالمائة",
    "usd": "dollar dollars usd دولار دولارا دولارات دولاري",
    "eur": "euro euros eur يورو",
    "gbp": "pound pounds sterling gbp إسترليني",
    ("money"): (
        "ريال ريالا ريالات درهم درهما دراهم دينار دينارا دنانير ليرة ليرات جنيه جنيها جنيهات روبل yuan yen rubles "
        "roubles riyals dirhams dinars rupees"
    ),
    "year": "year years عام عاما أعوام سنة سنوات سنين",
    "month": "month months شهر شهرا أشهر شهور",
    "week": "week weeks أسبوع أسبوعا أسابيع",
    "day": "day days يوم يوما أيام ليلة ليال",
    "hour": "hour hours hrs ساعة ساعات",
    "minute": "minute minutes mins دقيقة دقائق",
    "kilometre": "km kilometre kilometres kilometer kilometers كيلومتر كيلومترا كيلومترات كلم كم",
    "mile": "mile miles ميل ميلا أميال",
    "metre": "metre metres meter meters متر مترا أمتار",
    "tonne": "tonne tonnes ton tons طن طنا أطنان",
    "barrel": "barrel barrels bpd برميل برميلا براميل",
    "degree": "degree degrees magnitude درجة درجات",
    "point": "point points نقطة نقاط",
    "megawatt": "megawatt megawatts mw ميغاواط ميغاوات",
    "bitcoin": "bitcoin bitcoins btc بيتكوين بتكوين",
    "case": "case cases infections حالة حالات",
    "vote": "vote votes صوت صوتا أصوات",
    "goal": "goal goals هدف هدفا أهداف",
    "vehicle": "vehicle vehicles car cars سيارة سيارات مركبة مركبات عربة عربات",
    "truck": "truck trucks lorry lorries شاحنة شاحنات",
    "missile": "missile missiles rocket rockets صاروخ صاروخا صواريخ",
    "drone": "drone drones مسيرة مسيرات درون",
    ("aircraft"): (
        "plane planes aircraft jet jets warplane warplanes helicopter helicopters طائرة طائرات مقاتلة مقاتلات مروحية مروحيات"
    ),
    "ship": "ship ships vessel vessels tanker tankers boat boats سفينة سفن ناقلة ناقلات قارب قوارب زورق زوارق",
    "tank": "tank tanks دبابة دبابات",
    "bomb": "bomb bombs قنبلة قنابل",
    "raid": "raid raids strike strikes airstrike airstrikes غارة غارات",
    "attack": "attack attacks هجوم هجوما هجمات",
    "blast": "explosion explosions blast blasts انفجار انفجارا انفجارات تفجير تفجيرات",
    "job": "job jobs وظيفة وظائف",
    "time": "time times مرة مرات",
}
# Those who were counted, when nothing says what happened to them.
_PEOPLE = {
    "people": "people persons person شخص شخصا أشخاص مواطن مواطنا مواطنين",
    "civilian": "civilian civilians مدني مدنيا مدنيين مدنيون",
    "soldier": "soldier soldiers troops serviceman servicemen جندي جنديا جنود عسكري عسكريا عسكريين",
    "officer": "officer officers policeman policemen police ضابط ضابطا ضباط شرطي شرطيا شرطيين رجال",
    "child": "child children kids طفل طفلا أطفال",
    "woman": "woman women امرأة نساء سيدة سيدات",
    "worker": "worker workers employee employees عامل عاملا عمال موظف موظفا موظفين",
    "journalist": "journalist journalists reporter reporters صحفي صحفيا صحفيين صحافي صحافيا صحافيين",
    ("fighter"): (
        "fighter fighters militant militants gunman gunmen rebel rebels مسلح مسلحا مسلحين مقاتل مقاتلا مقاتلين عنصر عنصرا عناصر"
    ),
    "prisoner": "prisoner prisoners inmate inmates أسير أسيرا أسرى سجين سجينا سجناء",
}
# Nouns with a plural of their own, so that the ending ين can only be the dual; ان is the dual for all.
_BROKEN = (
    "قتيل جريح شهيد جندي شخص ضابط طفل عامل صاروخ يوم شهر عام أسبوع قارب زورق رجل شاب عنصر مبنى منزل حي انفجار هجوم "
    "تفجير مرشح قرار بيت أسير سجين وزير نائب طيار صحن برج جسر حزب بلد جبل شارع مصنع مطار معبر لقاح فيلم كتاب هدف "
    "قتيلة جريحة شهيدة طائرة مسيرة سفينة ناقلة دبابة قنبلة غارة شاحنة سيارة مركبة مقاتلة مروحية طفلة امرأة فتاة "
    "شابة سيدة ساعة دقيقة سنة ليلة مرة حالة إصابة وفاة مدينة بلدة قرية جثة ضربة عملية قذيفة محطة مدرسة شركة دولة "
    "قاعدة صحفية ناشطة رهينة درجة نقطة مرحلة جولة دفعة وحدة عبوة كتيبة فرقة منطقة ناقلة"
)
_SOUND = (
    "مدني شرطي صحفي صحافي مسلح مقاتل مواطن مصاب موظف عسكري ناشط متظاهر مهاجر فلسطيني إسرائيلي سعودي لبناني سوري أميركي أمريكي"
)
_LABELS = {
    DEAD: ("قتلى", "dead"),
    WOUNDED: ("جرحى", "wounded"),
    "casualties": ("ضحايا", "casualties"),
    "missing": ("مفقودون", "missing"),
    "arrested": ("موقوفون", "arrested"),
    "displaced": ("نازحون", "displaced"),
    "rescued": ("ناجون", "rescued"),
    "hostages": ("رهائن", "hostages"),
}


def _by_word(classes: dict[str, str]) -> dict[str, str]:
    return {folded(word): name for name, words in classes.items() for word in words.split()}


_FATE_OF, _UNIT_OF, _PEOPLE_OF = _by_word(_FATES), _by_word(_UNITS), _by_word(_PEOPLE)
CURRENCIES = frozenset({"usd", "eur", "gbp", "money"})
SIGNS = {"$": "usd", "€": "eur", "£": "gbp", "¥": "money", "₪": "money", "%": "percent", "٪": "percent"}


def _duals() -> dict[str, str]:
    found: dict[str, str] = {}
    for word in (*_BROKEN.split(), *_SOUND.split()):
        noun = folded(word)
        base = noun[:-1] + "ت" if word.endswith("ة") else noun[:-1] + "ي" if word.endswith("ى") else noun
        for ending in ("ان", "ين") if word in _BROKEN.split() else ("ان",):
            found[base + ending] = noun
    # «بيتين» (verses) is rare; «عامين» and «يومين» are what these forms mean in news. «سوريان» is also a name of a church.
    found.pop(folded("سوريان"), None)
    return found


_DUAL_OF = _duals()


def victims() -> tuple[str, ...]:
    """Folded strings of which every word that names dead or wounded holds one; other words may hold one too."""
    kinds = (DEAD, WOUNDED)
    named = {word for word, kind in _FATE_OF.items() if kind in kinds}
    named.update(word for word, noun in _DUAL_OF.items() if fate(noun) in kinds)
    return tuple(sorted(word for word in named if not any(other in word for other in named - {word})))


def _looked_up(table: dict[str, str], word: str) -> str:
    """The table's value for a folded word, read with and without the article and a clitic."""
    for form in _forms(word):
        if form in table:
            return table[form]
    return ""


@lru_cache(_REMEMBERED)
def _forms(word: str) -> tuple[str, ...]:
    if not is_arabic(word):
        return (word,)
    bare = without_article(word)
    shorn = tuple(word[1:] for clitic in "وفبلك" if word.startswith(clitic) and len(word) > len("قتل"))
    return tuple(dict.fromkeys((word, bare, *shorn, *(without_article(form) for form in shorn))))


@lru_cache(_REMEMBERED)
def fate(word: str) -> str:
    """The class of what happened to people that a folded word tells of ("killed", «قتلى»: dead), or ""."""
    return _looked_up(_FATE_OF, word)


@lru_cache(_REMEMBERED)
def unit(word: str) -> str:
    """The class of a folded unit or thing ("dollars", «شاحنات»: truck), or ""."""
    return _looked_up(_UNIT_OF, word)


@lru_cache(_REMEMBERED)
def people(word: str) -> str:
    """The class of a folded noun for people ("soldiers", «جنود»: soldier), or ""."""
    return _looked_up(_PEOPLE_OF, word)


@lru_cache(_REMEMBERED)
def dual(word: str) -> str:
    """The folded singular whose dual this folded word is («قتيلان»: two dead gives «قتيل»), or ""."""
    return _looked_up(_DUAL_OF, word)


def about(word: str) -> str:
    """The class of any counted noun, its light stem when it has none."""
    return fate(word) or unit(word) or people(word) or stem(without_article(word))


def label(kind: str, language: Language) -> str:
    """How a reader would name a class of people in this language (dead: «قتلى»); "" for other classes."""
    arabic, english = _LABELS.get(kind, ("", ""))
    return arabic if language is Language.ARABIC else english
