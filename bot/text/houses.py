"""English words that British and American houses spell differently.

What lives here: the table, both ways round. What does not: plurals (``english``). Words whose other spelling is a word of its
own (tyre and tire, storey and story, grey and the name Gray) are left out.
"""

from __future__ import annotations

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
    sulphuric sulfuric · analyse analyze · paralyse paralyze · catalyse catalyze · counsellor counselor ·
    councillor councilor · judgement judgment · acknowledgement acknowledgment · ageing aging · artefact artifact ·
    moustache mustache · smoulder smolder
"""
_ISE = """
    organise authorise recognise criticise realise finalise privatise nationalise mobilise demobilise stabilise
    destabilise normalise legalise militarise demilitarise modernise neutralise penalise prioritise sanitise scrutinise
    sterilise symbolise subsidise summarise terrorise utilise vandalise capitalise centralise decentralise civilise
    colonise commercialise computerise crystallise customise digitise emphasise fertilise formalise generalise globalise
    harmonise hospitalise idealise immunise industrialise initialise internationalise jeopardise liberalise localise
    marginalise maximise memorise minimise monetise monopolise optimise oxidise patronise polarise politicise popularise
    publicise radicalise deradicalise rationalise reorganise revitalise revolutionise romanticise secularise socialise
    specialise standardise tokenise traumatise urbanise victimise visualise weaponise westernise apologise categorise
    characterise democratise denuclearise equalise
"""
_ENDINGS = (
    ("isation", "ization"),
    ("isations", "izations"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
)


def _houses() -> dict[str, str]:
    pairs = [
        (british, american)
        for pair in filter(str.strip, _HOUSE_WORDS.replace("\n", "·").split("·"))
        for british, american in [pair.split()]
    ]
    pairs += [(british + "s", american + "s") for british, american in pairs if not british.endswith("s")]
    stems = [verb.removesuffix("ise") for verb in _ISE.split()]
    pairs += [(stem + british, stem + american) for stem in stems for british, american in _ENDINGS]
    return dict(pairs) | {american: british for british, american in pairs}


_OTHER_HOUSE = _houses()


def other_house(word: str) -> str | None:
    """The folded word as the other side of the Atlantic spells it (defence, defense); None if both spell it alike."""
    return _OTHER_HOUSE.get(word)
