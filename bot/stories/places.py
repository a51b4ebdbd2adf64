"""Countries and well-known cities in both languages: enough to tell two places apart.

What lives here: the gazetteer of the place gate. What does not: the names that chats watch
(``config/names.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.stories.stems import listed, stem, without_article
from bot.text.folding import folded

# A country's code, its names and what its people are called; then its cities. One place a group, spellings parted by "/".
_PLACES = """
lb: lebanon/lebanese/لبنان/لبناني/اللبناني/لبنانية; beirut/بيروت; tripoli lebanon/طرابلس الشام; sidon/صيدا; tyre/صور;
    baalbek/بعلبك; nabatieh/النبطية
sy: syria/syrian/سوريا/سورية/سوري/السورية; damascus/دمشق; aleppo/حلب; homs/حمص; idlib/إدلب; deraa/daraa/درعا;
    afrin/عفرين; ghouta/الغوطة; latakia/اللاذقية; raqqa/الرقة; manbij/منبج; sweida/السويداء; hama/حماة; palmyra/تدمر
iq: iraq/iraqi/العراق/عراقي/عراقية; baghdad/بغداد; mosul/الموصل; basra/البصرة; erbil/arbil/أربيل; kirkuk/كركوك;
    najaf/النجف
jo: jordan/jordanian/الأردن/أردني/أردنية; amman/عمان الأردن
ps: palestine/palestinian/palestinians/فلسطين/فلسطيني/فلسطينية/فلسطينيين; gaza/غزة; rafah/رفح; ramallah/رام الله;
    jenin/جنين; nablus/نابلس; hebron/الخليل المحتلة; khan younis/خان يونس
il: israel/israeli/israelis/إسرائيل/إسرائيلي/إسرائيلية; tel aviv/تل أبيب; haifa/حيفا; jerusalem/القدس
eg: egypt/egyptian/مصر/مصري/مصرية; cairo/القاهرة; alexandria/الإسكندرية; sinai/سيناء; suez/السويس
sd: sudan/sudanese/السودان/سوداني/سودانية; khartoum/الخرطوم; darfur/دارفور
ly: libya/libyan/ليبيا/ليبي/ليبية; tripoli/طرابلس; benghazi/بنغازي; misrata/مصراتة
tn: tunisia/tunisian/تونس/تونسي/تونسية
dz: algeria/algerian/الجزائر/جزائري/جزائرية; algiers/الجزائر العاصمة
ma: morocco/moroccan/المغرب/مغربي/مغربية; rabat/الرباط; casablanca/الدار البيضاء; marrakesh/مراكش
mr: mauritania/موريتانيا
sa: saudi arabia/saudi/السعودية/سعودي/سعوديين; riyadh/الرياض; jeddah/جدة; mecca/مكة; medina/المدينة المنورة;
    dammam/الدمام
ae: emirates/uae/emirati/الإمارات/إماراتي/إماراتية; dubai/دبي; abu dhabi/أبوظبي/أبو ظبي; sharjah/الشارقة
qa: qatar/qatari/قطر/قطري/قطرية; doha/الدوحة
kw: kuwait/kuwaiti/الكويت/كويتي/كويتية
bh: bahrain/bahraini/البحرين/بحريني/بحرينية; manama/المنامة
om: oman/omani/سلطنة عمان/عماني; muscat/مسقط
ye: yemen/yemeni/اليمن/يمني/يمنية; sanaa/صنعاء; aden/عدن; hodeidah/hudaydah/الحديدة; taiz/تعز; marib/مأرب; socotra/سقطرى
ir: iran/iranian/iranians/إيران/إيراني/إيرانية; tehran/طهران; isfahan/أصفهان; natanz/نطنز; fordow/فوردو; bushehr/بوشهر
tr: turkey/turkish/turkiye/تركيا/تركي/تركية; ankara/أنقرة; istanbul/إسطنبول/اسطنبول; izmir/إزمير
af: afghanistan/afghan/أفغانستان/أفغاني/أفغانية; kabul/كابل/كابول; kandahar/قندهار
pk: pakistan/pakistani/باكستان/باكستاني/باكستانية; islamabad/إسلام أباد; karachi/كراتشي; lahore/لاهور; peshawar/بيشاور
in: india/indian/الهند/هندي/هندية; delhi/نيودلهي/دلهي; mumbai/مومباي
bd: bangladesh/بنغلاديش/بنغلادش; dhaka/دكا
ua: ukraine/ukrainian/أوكرانيا/أوكراني/أوكرانية; kyiv/kiev/كييف; kharkiv/خاركيف; odesa/odessa/أوديسا;
    zaporizhzhia/زابوريجيا/زابوروجيا; kherson/خيرسون; donetsk/دونيتسك; bakhmut/باخموت; mariupol/ماريوبول; crimea/القرم;
    lviv/لفيف; dnipro/دنيبرو
ru: russia/russian/russians/روسيا/روسي/روسية; moscow/موسكو; kursk/كورسك; belgorod/بيلغورود; st petersburg/سان بطرسبرغ
us: america/american/united states/أميركا/أمريكا/أميركي/أمريكي/أميركية/أمريكية/الولايات المتحدة; washington/واشنطن;
    new york/نيويورك; texas/تكساس; california/كاليفورنيا; florida/فلوريدا; chicago/شيكاغو; los angeles/لوس أنجلوس;
    houston/هيوستن; boston/بوسطن
ca: canada/canadian/كندا/كندي/كندية; toronto/تورنتو
mx: mexico/mexican/المكسيك/مكسيكي
br: brazil/brazilian/البرازيل/برازيلي/برازيلية
ar: argentina/الأرجنتين
ve: venezuela/فنزويلا
gb: britain/british/uk/england/بريطانيا/بريطاني/بريطانية; london/لندن; manchester/مانشستر; scotland/اسكتلندا
fr: france/french/فرنسا/فرنسي/فرنسية; paris/باريس; marseille/مرسيليا; nice/نيس
de: germany/german/ألمانيا/ألماني/ألمانية; berlin/برلين; munich/ميونيخ; hamburg/هامبورغ
it: italy/italian/إيطاليا/إيطالي/إيطالية; rome/روما; milan/ميلانو
es: spain/spanish/إسبانيا/إسباني/إسبانية; madrid/مدريد; barcelona/برشلونة; valencia/فالنسيا
gr: greece/greek/اليونان/يوناني/يونانية; athens/أثينا
cy: cyprus/قبرص/قبرصي/قبرصية
be: belgium/بلجيكا; brussels/بروكسل
nl: netherlands/dutch/هولندا/هولندي; amsterdam/أمستردام; hague/لاهاي
ch: switzerland/swiss/سويسرا/سويسري; geneva/جنيف
at: austria/النمسا; vienna/فيينا
se: sweden/swedish/السويد/سويدي; stockholm/ستوكهولم
no: norway/النرويج; oslo/أوسلو
pl: poland/polish/بولندا/بولندي; warsaw/وارسو
hu: hungary/المجر; budapest/بودابست
cn: china/chinese/الصين/صيني/صينية; beijing/بكين; shanghai/شنغهاي; hong kong/هونغ كونغ
jp: japan/japanese/اليابان/ياباني/يابانية; tokyo/طوكيو
kp: north korea/كوريا الشمالية; pyongyang/بيونغ يانغ
kr: south korea/كوريا الجنوبية; seoul/سيول
tw: taiwan/تايوان
id: indonesia/indonesian/إندونيسيا/إندونيسي; jakarta/جاكرتا
my: malaysia/malaysian/ماليزيا/ماليزي/ماليزية
th: thailand/تايلاند
ph: philippines/الفلبين; manila/مانيلا
mm: myanmar/burma/ميانمار
au: australia/australian/أستراليا/أسترالي; sydney/سيدني
ng: nigeria/nigerian/نيجيريا/نيجيري; lagos/لاغوس
et: ethiopia/إثيوبيا/إثيوبي; addis ababa/أديس أبابا
so: somalia/somali/الصومال/صومالي; mogadishu/مقديشو
ke: kenya/كينيا; nairobi/نيروبي
za: south africa/جنوب أفريقيا; johannesburg/جوهانسبرغ
ml: mali/مالي
ne: niger/النيجر
td: chad/تشاد
am: armenia/أرمينيا; yerevan/يريفان
az: azerbaijan/أذربيجان; baku/باكو
ge: georgia/جورجيا; tbilisi/تبليسي
""".strip()
# Stems of these are also common words: «مالي» (financial), «صور» (pictures), "turkey", "nice".
_WHOLE = listed("صور مالي تدمر حلب nice tyre القدس حماة عدن قطر تعز جدة نيس رفح سيول دكا us no")

Place = tuple[str, str]


def _words(spelling: str) -> tuple[str, ...]:
    return tuple(_key(word) for word in folded(spelling).split())


def _key(word: str) -> str:
    """What a folded word is looked up by: its stem, or itself where the stem would be another word."""
    bare = without_article(word)
    for clitics in (1, 2):
        if bare == word and len(word) > clitics + 2 and word[clitics - 1] in "وبلفك" and stem(word[clitics:]) in _STEMS:
            word = bare = word[clitics:]
            break
    return bare if word in _WHOLE or bare in _WHOLE else stem(bare)


_STEMS: set[str] = set()


def _gazetteer() -> dict[str, list[tuple[tuple[str, ...], Place]]]:
    found: dict[str, list[tuple[tuple[str, ...], Place]]] = {}
    for line in _PLACES.replace(";\n    ", "; ").splitlines():
        country, groups = line.split(": ", 1)
        for number, group in enumerate(groups.split("; ")):
            spellings = group.split("/")
            city = spellings[0] if number else ""
            for spelling in spellings:
                words = _words(spelling)
                found.setdefault(words[0], []).append((words, (country, city)))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


_GAZETTEER = _gazetteer()
_STEMS.update(_GAZETTEER)


def places(words: Sequence[str]) -> frozenset[Place]:
    """The places that folded words name, as (country, city); the city is "" for a country or its people."""
    keys = [_key(word) for word in words]
    found: set[Place] = set()
    at = 0
    while at < len(keys):
        length = 1
        for spelling, place in _GAZETTEER.get(keys[at], ()):
            if tuple(keys[at : at + len(spelling)]) == spelling:
                found.add(place)
                length = len(spelling)
                break
        at += length
    return frozenset(found)


def apart(one: frozenset[Place], other: frozenset[Place]) -> bool:
    """Whether each of two headlines names a place that the other lacks.

    A city lies in its country, two cities of a country are apart.
    """
    return _lacks(one, other) and _lacks(other, one)


def _lacks(one: frozenset[Place], other: frozenset[Place]) -> bool:
    return any(not any(_meet(place, against) for against in other) for place in one)


def _meet(place: Place, against: Place) -> bool:
    return place[0] == against[0] and (place[1] == against[1] or not place[1] or not against[1])
