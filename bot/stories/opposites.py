"""Words that turn a headline round: denials, and pairs such as rise and fall, «تعيين» and «إقالة» (appointment, dismissal).

What lives here: tables and which side of each pair a headline takes. What does not: what follows from two sides (``gates``).
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.stories.stems import listed, stem
from bot.text.folding import folded

# Each pair: the words of one side, the words of the other. Listed as headlines write them; they are compared by their stems.
_PAIRS = (
    (
        (
            "rise rises rose rising up gain gains climb climbs climbed jump jumps jumped surge surges soar soars "
            "increase increases increased higher rally rallies grow grows growth raise raises boost boosts ارتفاع "
            "ارتفع ارتفعت يرتفع ترتفع مرتفعا صعود صعد يصعد تصعد صعدت يصعد زيادة زاد زادت تزيد يزيد نمو قفز قفزة يقفز "
            "تقفز مكاسب انتعاش تنعش ينتعش ترفع يرفع رفع ازدياد تعافي يتعافى تتعافى أعلى الأعلى تكثيف يكثف ارتفاعا "
            "لارتفاع ازدهار يزدهر تصاعد تقدم يتقدم تضاعف يحلق تحلق"
        ),
        (
            "fall falls fell falling down drop drops dropped slip slips slump slumps decline declines declined slide "
            "slides lower lowest plunge plunges sink sinks tumble tumbles decrease decreases cut cuts loss losses "
            "shrink shrinks انخفاض انخفض انخفضت ينخفض تنخفض هبوط هبط هبطت يهبط تهبط تراجع تراجعت يتراجع تتراجع انهيار "
            "ينهار تنهار خسائر خسارة خفض تخفض يخفض تخفيض تقليص تقلص يقلص نقص تدهور أدنى الأدنى نزول النزولي تدني تتدنى "
            "انخفاضا انكماش قلة قل هوى تهوي يهوي يتدهور"
        ),
    ),
    (
        "win wins won victory beat beats فوز فاز يفوز تفوز انتصار ينتصر تأهل يتأهل",
        "lose loses lost defeat defeated خسر خسرت يخسر تخسر خسارة هزيمة يهزم إقصاء يقصى خروج",
    ),
    (
        (
            "accept accepts accepted approve approves approved agree agrees agreed back backs backed support supports "
            "supported welcome welcomes endorse endorses يوافق توافق وافق وافقت موافقة يقبل تقبل قبول قبلت يؤيد تؤيد "
            "تأييد أيد أيدت يدعم تدعم دعم دعمت يرحب ترحب ترحيب يشيد تشيد إشادة مؤيد مناصر تتفق اتفاق اتفقت يقر"
        ),
        (
            "reject rejects rejected refuse refuses refused oppose opposes opposed veto vetoes criticise criticises "
            "criticize criticizes condemn condemns disagree يرفض ترفض رفض رفضت رفضه رفضها يعارض تعارض معارضة عارض "
            "ينتقد تنتقد انتقاد انتقادات انتقد يدين تدين إدانة تندد يندد تنديد مناهض يحتج يعترض تعترض استنكار تستنكر "
            "يستنكر"
        ),
    ),
    (
        "allow allows allowed permit permits legalise legalize lift lifts lifted سماح يسمح تسمح سمحت إباحة تجيز يجيز ترخيص",
        (
            "ban bans banned prohibit prohibits block blocks blocked forbid impose imposes imposed منع يمنع تمنع منعت "
            "حظر يحظر تحظر حظرت تحريم فرض تفرض يفرض"
        ),
    ),
    (
        "open opens opened reopen reopens reopened افتتاح فتح تفتح يفتح فتحت افتتح يفتتح تفتتح إعادة",
        "close closes closed shut shuts closure إغلاق أغلق أغلقت تغلق يغلق غلق بغلق إغلاقه",
    ),
    (
        (
            "start starts started begin begins began launch launches launched resume resumes resumed continue "
            "continues continued بدء بدأ بدأت يبدأ تبدأ انطلاق ينطلق تنطلق استئناف يستأنف تستأنف استمرار يستمر تستمر "
            "مستمر يواصل تواصل مواصلة"
        ),
        (
            "end ends ended stop stops stopped halt halts halted suspend suspends suspended cancel cancels cancelled "
            "postpone postpones إنهاء انتهاء انتهى تنتهي ينتهي أنهى أنهت وقف يوقف توقف توقفت إيقاف تعليق يعلق تعلق "
            "علقت إلغاء ألغى ألغت يلغي تلغي تأجيل يؤجل تؤجل"
        ),
    ),
    (
        (
            "arrest arrests arrested detain detains detained jail jails jailed imprison imprisoned convict convicted "
            "guilty sentenced اعتقال اعتقل اعتقلت يعتقل تعتقل احتجاز تحتجز توقيف سجن حبس يسجن إدانة أدان"
        ),
        (
            "release releases released free frees freed acquit acquits acquitted innocent إفراج الإفراج أفرج تفرج يفرج "
            "إطلاق سراح تبرئة براءة تبرئ"
        ),
    ),
    (
        (
            "kill kills killed dead death deaths die dies died مقتل قتل قتلت يقتل تقتل قتيل قتلى قتيلا وفاة توفي موت "
            "مات مصرع استشهاد شهيد شهداء اغتيال إعدام ضحايا"
        ),
        "survive survives survived survivor rescued rescue saved نجاة نجا ينجو تنجو نجت إنقاذ سلامة ناجين",
    ),
    (
        "appoint appoints appointed name names hire hires elected تعيين عين عينت يعين تعين انتخاب ينتخب توظيف تولي يتولى",
        (
            "resign resigns resigned resignation dismiss dismisses dismissed fire fires fired sack sacks sacked oust "
            "ousts ousted quit quits إقالة أقال يقيل تقيل أقيل استقالة استقال يستقيل تستقيل عزل يعزل طرد"
        ),
    ),
    (
        (
            "enter enters entered join joins joined arrive arrives arrived advance advances دخول دخل دخلت يدخل تدخل "
            "انضمام ينضم تنضم انضمت وصول يصل تصل وصل وصلت عودة يعود تعود"
        ),
        (
            "leave leaves left withdraw withdraws withdrew withdrawal pull exit exits retreat retreats خروج خرج خرجت "
            "يخرج تخرج انسحاب ينسحب تنسحب انسحبت مغادرة يغادر تغادر غادر غادرت رحيل يرحل"
        ),
    ),
    (
        "succeed succeeds succeeded success successful نجاح نجح نجحت ينجح تنجح إنجاز تنجح",
        "fail fails failed failure فشل فشلت يفشل تفشل إخفاق يخفق تخفق أخفق",
    ),
    (
        "confirm confirms confirmed admit admits admitted يؤكد تؤكد أكد أكدت تأكيد يعترف تعترف اعتراف اعترف يقر",
        "deny denies denied dispute disputes refute refutes ينفي تنفي نفى نفت نفي ينكر تنكر أنكر إنكار تكذيب يكذب",
    ),
    (
        "truce ceasefire calm peace deal هدوء هدنة تهدئة سلام مصالحة صلح يصالح تصالح تحسن",
        "clash clashes fighting war attack attacks اشتباكات اشتباك مواجهات قتال حرب تصعيد قصف غارات هجوم هجمات توتر",
    ),
    (
        "buy buys bought purchase imports import شراء يشتري تشتري اشترى اشترت استيراد تستورد يستورد",
        "sell sells sold sale exports export بيع يبيع تبيع باع باعت تصدير تصدر يصدر",
    ),
    (
        "improve improves improved better best تحسين يتحسن تتحسن أفضل تحسنت",
        "worsen worsens worsened worse worst سوء أسوأ تفاقم يتفاقم تتفاقم تسوء",
    ),
    (
        "build builds built create creates بناء يبني تبني تشييد إنشاء ينشئ تنشئ إقامة",
        "demolish demolishes destroy destroys destroyed هدم يهدم تهدم تدمير يدمر تدمر تدمرت إزالة",
    ),
    ("safe safety stable آمن آمنة أمان استقرار يستقر تستقر مستقر", "danger dangerous unsafe خطر خطير خطيرة اضطراب تقلب"),
    ("more greater أكثر أكبر المزيد", "fewer less smaller أقل أصغر"),
    ("sign signs signed join joins توقيع يوقع توقع وقعت", "withdraw withdraws scrap scraps انسحاب تنسحب ينسحب يمزق"),
    (
        "send sends sent give gives grant ترسل يرسل أرسل أرسلت إرسال تقدم يمنح تمنح منح",
        "withhold withholds freeze freezes تجميد تجمد يجمد حجب يحجب قطع تقطع",
    ),
    ("many thousands all كثير كثيرة آلاف الآلاف كل جميع", "few none nobody قليل قليلة نادر"),
    ("with together مع", "against ضد"),
)
_NEGATIONS = listed(
    "not no never none cannot cant wont isnt doesnt didnt dont wasnt arent havent without deny denies denied false "
    "untrue لا لم لن ليس ليست ليسوا غير عدم بعدم لعدم وعدم دون بدون بلا ينفي تنفي نفى نفت نفي ينفون ولا ولم ولن "
    "فلا لست كلا"
)


# Verbs that say a thing did not come about; one headline that has such a word, facing one that has none, denies it.
_REFUSALS = frozenset(
    stem(word)
    for word in listed(
        "refuse refuses refused reject rejects rejected fail fails failed failure survive survives survived يرفض "
        "ترفض رفض رفضت رفضه رفضها فشل فشلت يفشل تفشل إخفاق نجاة نجا نجت ينجو تنجو يستبعد تستبعد استبعد تراجعه "
        "يتجاهل تتجاهل تجاهل يتجنب تتجنب تفادي"
    )
)


def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for number, pair in enumerate(_PAIRS):
        for side, words in enumerate(pair):
            for word in words.split():
                found.setdefault(stem(folded(word)), set()).add((number, side))
    return {word: frozenset(sides) for word, sides in found.items()}


_SIDES = _sides()


def negation(words: Iterable[str]) -> str:
    """The first folded word that denies, or ""."""
    return next((word for word in words if word in _NEGATIONS or stem(word) in _REFUSALS), "")


def sides(words: Iterable[str]) -> dict[tuple[int, int], str]:
    """For each pair and side that the folded words take, the first word that takes it."""
    taken: dict[tuple[int, int], str] = {}
    for word in words:
        for side in _SIDES.get(stem(word), ()):
            taken.setdefault(side, word)
    return taken


def opposite(one: dict[tuple[int, int], str], other: dict[tuple[int, int], str]) -> tuple[str, str] | None:
    """The words in which two headlines stand on opposite sides of a pair: each on one side alone."""
    for (number, side), word in one.items():
        against = other.get((number, 1 - side))
        if against and (number, 1 - side) not in one and (number, side) not in other:
            return word, against
    return None
