"""English words that British and American houses spell differently.

What lives here: the table, both ways round. What does not: plurals (``english``). Words whose other spelling is a word of its
own (tyre and tire, storey and story, grey and the name Gray) are left out.
"""

from __future__ import annotations

import re

# The two ways in which English is spelled, British first, where endings do not tell.
_HOUSE_WORDS = """
    defence defense · offence offense · licence license · pretence pretense · centre center · theatre theater ·
    metre meter · kilometre kilometer · centimetre centimeter · millimetre millimeter · litre liter · fibre fiber ·
    calibre caliber · sabre saber · spectre specter · lustre luster · labour labor · harbour harbor · colour color ·
    honour honor · favour favor · humour humor · behaviour behavior · neighbour neighbor · neighbouring neighboring ·
    neighbourhood neighborhood · rumour rumor · vapour vapor · armour armor · armoured armored · endeavour endeavor ·
    saviour savior · tumour tumor · vigour vigor · parlour parlor · labourer laborer · colourful colorful ·
    favourite favorite · favourable favorable · programme program · aluminium aluminum · aeroplane airplane ·
    cancelled canceled · cancelling canceling · travelled traveled · travelling traveling · traveller traveler ·
    labelled labeled · modelled modeled · modelling modeling · fuelled fueled · fuelling fueling · signalled signaled ·
    marshalled marshaled · dialogue dialog · catalogue catalog · analogue analog · sceptic skeptic · sceptical skeptical ·
    mould mold · plough plow · pyjamas pajamas · manoeuvre maneuver · paediatric pediatric · anaemia anemia ·
    oestrogen estrogen · haemorrhage hemorrhage · foetus fetus · leukaemia leukemia · gynaecology gynecology ·
    orthopaedic orthopedic · anaesthesia anesthesia · encyclopaedia encyclopedia · jewellery jewelry ·
    enrolment enrollment · fulfil fulfill · instalment installment · skilful skillful · wilful willful · sulphur sulfur ·
    sulphuric sulfuric · counsellor counselor ·
    councillor councilor · judgement judgment · acknowledgement acknowledgment · ageing aging · artefact artifact ·
    moustache mustache · smoulder smolder · rancour rancor · ardour ardor · clamour clamor · demeanour demeanor · odour odor ·
    rigour rigor · splendour splendor · valour valor · fervour fervor · candour candor · honoured honored ·
    honourable honorable · honouring honoring · favoured favored · favouring favoring · rumoured rumored · coloured colored ·
    labouring laboring · harboured harbored · harbouring harboring · behavioural behavioral · centred centered ·
    sombre somber · meagre meager · epicentre epicenter · manoeuvring maneuvering · manoeuvred maneuvered ·
    levelled leveled · levelling leveling · rivalled rivaled · counselling counseling · totalled totaled ·
    channelled channeled · channelling channeling · tunnelling tunneling · dialled dialed · spiralling spiraling ·
    unravelled unraveled · quarrelled quarreled · signalling signaling · labelling labeling · jeweller jeweler ·
    marvellous marvelous · panellist panelist · medallist medalist · libellous libelous · woollen woolen ·
    haemophilia hemophilia · caesarean cesarean · oesophagus esophagus · diarrhoea diarrhea · paedophile pedophile ·
    paedophilia pedophilia · archaeology archeology · archaeologist archeologist · archaeological archeological ·
    anaesthetic anesthetic · gynaecologist gynecologist · paediatrician pediatrician · orthopaedics orthopedics ·
    foetal fetal · faeces feces · sulphate sulfate · cosy cozy · gaol jail · enquiry inquiry · enquiries inquiries ·
    yoghurt yogurt · doughnut donut · furore furor · snowplough snowplow · practise practice · practised practiced ·
    practising practicing · scepticism skepticism · encyclopaedic encyclopedic · unfavourable unfavorable ·
    dishonour dishonor · misdemeanour misdemeanor · discolour discolor · enamour enamor · enamoured enamored ·
    fulfilment fulfillment · instil instill · distil distill · appal appall · enthral enthrall
"""
# Verbs in -ise and what comes of them; the ending may be spelled either way in any but these.
_ISE = re.compile(r"([a-z]{3,})(is|iz)(e|ed|es|er|ers|ing|ation|ations|ational)")
_YSE = re.compile(r"((?:anal|paral|catal|electrol|dial|hydrol)y)([sz])(e|ed|er|ers|ing)")
_ALWAYS_S = """
    adv advert appra appr bra bru cha chast circumc clockw compr comprom conc cru dem den desp dev disenfranch disgu enfranch
    enterpr equipo exc exerc exorc expert franch fundra improv inc lia likew lou mala marqu mayonna merchand otherw parad porpo
    pra prec prem prom rev sunr superv surm surpr telev torto treat turquo unsuperv uprai
"""
_NO_VERBS = frozenset(_ALWAYS_S.split())
_OTHER_LETTER = {"is": "iz", "iz": "is", "s": "z", "z": "s"}


def _houses() -> dict[str, str]:
    pairs = [
        (british, american)
        for pair in filter(str.strip, _HOUSE_WORDS.replace("\n", "·").split("·"))
        for british, american in [pair.split()]
    ]
    pairs += [(british + "s", american + "s") for british, american in pairs if not british.endswith("s")]
    return dict(pairs) | {american: british for british, american in pairs}


_OTHER_HOUSE = _houses()


def other_house(word: str) -> str | None:
    """The folded word as the other side of the Atlantic spells it (defence, defense); None if both spell it alike."""
    listed = _OTHER_HOUSE.get(word)
    if listed is not None:
        return listed
    verb = _ISE.fullmatch(word) or _YSE.fullmatch(word)
    if verb is None or verb[1] in _NO_VERBS:
        return None
    return verb[1] + _OTHER_LETTER[verb[2]] + verb[3]
