"""French, English or neither: a guess good enough for short questions.

Three kinds of evidence, added up word by word: words of grammar that only one of the two languages has (3 nats),
trigrams of the other words (1 to 3 nats each), and letters and words of grammar of other languages (against both).
The trigrams are the 500 per language with the largest |log(p(fr) / p(en))| times frequency, counted on the distinct
uncapitalised words of the sentences of Tatoeba, Common Voice, PIAF and WebQuestions, rounded to 1, 2 or 3 nats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

from necker.core.language import Lang
from necker.text.normal import listed
from necker.text.words import STOP

_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = frozenset("'’ʼ")
# Words of grammar of neighbouring languages that are no common words of French or English.
_OTHERS = listed("""
    el los las por para con como más mas está qué cuál cuántos cuánto quién dónde cuándo pero también muy ser fue
    nació che degli nel nella sono chi quando perché gli quale dove cosa più anche alla das und ist ein eine einen
    einem nicht wer wie wo wann dem zu mit für auf ich bin sie wir war wurde geboren hauptstadt um uma não é quem
    qual onde em dos pelo pela são foi você het een wat waar wanneer niet zijn wie hoe ik hij och är som det att på
    inte jag vad var ikke jeg hvad hvor jest się nie kto gdzie jak co quis quid ubi sunt
    """)
_OTHER_LETTERS = re.compile("[ñ¿¡ßäöåøãõìáíóúòłśżźćńęąěščřžýğşıőűđ]")
_FR_TRIGRAMS = {
    1: (
        "_ai_am_ef_em_en_es_so_ve_vi_voabiairalaaleantas_assautbouchaciecoucrodemdevdirditdondraeffeinembempenaendent"
        "eraermerres_ettfaifragargnaguehabhaiigeignillireisaisiitula_lerllallelonmaimbamenmesmmempomprnanndane_nienom"
        "ns_ntentrommoncondonsontourparpelporpprraprasravre_remrmerocromronrourrasanserssessotaite_testietiftiltirtre"
        "ttaublueluesuituraursusevanvenvitvoi"
    ),
    2: (
        "_avagnaigauravabaidaieauemeennenuenvgeagnegouha_hauhe_heuie_ienierir_irais_issit_joulailemloimbrmiendrndunem"
        "neuniqnnannennunonnqunt_nueoisoitomboucouloupoyapagpouppaquerairenrersa_sauseisemseusiesoisoussata_teitoitou"
        "ttrtueuaiuchue_uetuiluisuivuleur_ussveivie"
    ),
    3: (
        "_bé_dé_fé_gé_hé_lé_mé_né_pé_ré_sé_té_vé_éc_ég_él_ém_ép_ét_évagéai_aieaisaitanqaquarqaréau_auvauxaînaîtchèché"
        "crécé_cédcéedeudu_duidé_débdécdéedéfdégdéldémdépdérdésdétdéveaieilemmenfetéeuleureuseuxevéez_ffrfféfiéfléfon"
        "férgeugnéguégèrgé_géegénhé_héehérhésiaiidéieuiezif_inéiquiréiséitéivrièrié_iéeiétjetjeuleuliqliéllélèrlé_lée"
        "léglésmeumpémé_médméemérmétnaincéndénezngénirnnénsénténu_nçané_néenérnésochoieoigoiroléonnoquoséoueoufouiouv"
        "ouéoûtpréprêpuipé_péepérpétpêcquéra_raîreurezriqrirriérméroirqurrérrêrtéré_réarécrédréeréfrégréprésrétréurév"
        "rêtsaisezspésséstésé_séesésteuteztiqtiètrétèrté_téetértésua_udruemuerueuuléupéuréuséutéuvauveuvrux_ué_uéevai"
        "veuvoyvravrevrivé_véevéryaiâchâmeçaiçonèmeèneèreèteèveéaléanébaébrécaéceéchéciéclécoécrécuédaédiée_éeséfiéga"
        "égiégoélaéleéliéléémeémiémoénaéniénoénéépaépeéplépoéprépuéquéraéreériéroéréés_éseésiésoétaéteétiétoétrétuété"
        "éveéviévoêchêteîtr"
    ),
}
_EN_TRIGRAMS = {
    1: (
        "_bl_br_cl_cu_da_de_fl_ge_go_ha_hi_ho_hu_li_lo_mi_pu_ruactallareat_atobercalcleclocrecurderdicds_eanectemoeri"
        "ersesteteeveflogreharherhorhouialicaiceictiesittivelaslatlosls_nalndsollomeonaoreorrostougouspecpinpperd_rel"
        "rt_russcascrseaselsinspespistastestrstutarteateltintivtruus_ustve_velves"
    ),
    2: (
        "_be_bu_dr_he_le_ne_sc_sp_stadval_altan_ap_arsaseastateathbacbeabelburct_ctsdardeadeldineceedieleelien_eneequ"
        "erefooginhelhilholhopinnippketlinmeand_necnicom_oneopeornorsothpeapicps_pt_redrinschscosicskislastothotictor"
        "ualul_unsys_ze_"
    ),
    3: (
        "_aw_ea_el_ev_ke_ki_kn_ov_sh_sk_sl_sm_sn_sw_th_tw_un_up_wa_we_wh_wi_wo_wr_yoackad_aftakeakialkalsam_ankanyar_"
        "arkaryashaskatcaw_awaay_bbebedbegblyboabodboocedch_ck_ckeckicklckscovcy_dayddedecdeddefdepdgedledlydowdy_eac"
        "eadeakealeameapeareaseateaveciecked_edleduee_eedeeleeneepeereeseetelpeltelyem_ep_epeeryeseesiethew_eweey_fea"
        "feeft_ftefulfy_gedgetggegh_ghtglygs_gy_heahedheehinhiphoohowht_htehy_ic_ickicsid_iedieviftighikeildilyingink"
        "iouip_irtishitcityizeke_kedkenkerkeskinkleknoks_ky_lawlayld_ldelealedleelegliklizll_llsllyloaloolovlowlt_lve"
        "ly_medmovms_ndlnedneenewneyng_ngsninnk_nkenlynowntlny_n’toadoaroatockod_odyok_okeoldoodookooloomoonoorootor_"
        "orkoryounoveow_oweowiowlownowspedpeeplyppipy_rawreareerewrk_rkerksrlyrm_rn_roaroorowrryrstrthry_sedseesh_sha"
        "sheshishosleslislysm_smasnoss_st_stlstssweswisy_taktchtedteetfuth_thethithrtletlytmetootryttltwity_uckughull"
        "umbumpuncundungunkunnuntushusluthvedwaiwalwanwarwaswatwayweawedweewelwerwhewhiwilwinwiswitwn_worwriws_xpeyed"
        "yinzed’t_"
    ),
}
_TRIGRAMS = {
    packed[i : i + 3]: sign * weight
    for sign, table in ((1.0, _FR_TRIGRAMS), (-1.0, _EN_TRIGRAMS))
    for weight, packed in table.items()
    for i in range(0, len(packed), 3)
}
_ELIDED = frozenset("cdjlmnst") | {"qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
_CONTRACTED = frozenset({"t", "m", "re", "ll", "ve", "d", "s"})
# Words of short questions and answers that are no words of grammar.
_FRENCH_TOO = listed("bonjour salut merci né née nés nées année années premier première ville âge roi écrit")
_ENGLISH_TOO = listed("yes hello hi thanks born year years city first old new king wrote written died")
_FRENCH = (
    frozenset(word for word in STOP["fr"] - STOP["en"] if len(word) > 1) - {"son", "es"} | _FRENCH_TOO | {"à", "y"}
)
_ENGLISH = frozenset(word for word in STOP["en"] - STOP["fr"] if len(word) > 1) | _ENGLISH_TOO | {"i"}
_NEIGHBOURS = listed("de en est et il la le me que se si te tu un")  # French, but not French alone
_LENGTH = 400  # characters that are looked at: more say nothing new


def identify(text: str) -> tuple[Lang | None, float]:
    """The language of `text` and a score from 0 to 1; None where it is neither or cannot be told (`1+1`, names).

    The score is the logistic of the evidence beyond what a name or a cognate may show by chance; None goes with less
    than 0.5.
    """
    sample = text[:_LENGTH]
    letters = sum(map(str.isalpha, sample))
    if letters < 2 or (not sample.isascii() and _latin(sample) < 0.6 * letters):
        return None, 0.0
    evidence = foreign = 0.0
    for word, before, after in _words(sample):
        if after in _APOSTROPHES and word.casefold() in _ELIDED:
            evidence += 2.0
        elif before in _APOSTROPHES and word in _CONTRACTED:
            evidence -= 2.0
        else:
            french, other = _word_evidence(word)
            evidence += french
            foreign += other
    lang: Lang = "fr" if evidence > 0 else "en"
    score = round(1 / (1 + math.exp(1.5 - abs(evidence) + foreign)), 3)
    return (lang, score) if score >= 0.5 else (None, score)


def _latin(text: str) -> int:
    """How many letters are Latin."""
    return sum(c.isalpha() and (c < "ɐ" or "Ḁ" <= c <= "ỿ") for c in text)


def _words(text: str) -> Iterable[tuple[str, str, str]]:
    """The words, and the characters before and after each; where there are no apostrophes nobody asks for those."""
    if not any(sign in text for sign in _APOSTROPHES):
        return ((word, " ", " ") for word in _WORD.findall(text))
    spans = (match.span() for match in _WORD.finditer(text))
    return ((text[start:end], text[start - 1 : start], text[end : end + 1]) for start, end in spans)


@lru_cache(maxsize=1 << 14)
def _word_evidence(word: str) -> tuple[float, float]:
    """Nats for French (positive) or English (negative), and nats for some other language.  Names count less."""
    low = word.casefold()
    if low in _OTHERS and not word.isupper():
        return 0.0, 3.0
    if low in _FRENCH:
        return (2.0 if low in _NEIGHBOURS else 3.0), 0.0
    if low in _ENGLISH:
        return -3.0, 0.0
    if len(low) < 3:
        return 0.0, 0.0
    padded = f"_{low}_"
    total = sum(_TRIGRAMS.get(padded[i : i + 3], 0.0) for i in range(len(padded) - 2))
    french = max(-3.0, min(3.0, total / math.sqrt(len(low))))
    other = 1.5 * len(set(_OTHER_LETTERS.findall(low)))
    return (0.4 * french, 0.4 * other) if word[0].isupper() else (french, other)
