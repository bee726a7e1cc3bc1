"""The hand-made tables say which words tell the same relation and which exclude each other, and nothing looser."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

from necker.core.language import Lang
from necker.text.concepts import concepts, expressions, opposites
from necker.text.words import stem


def lines(file: str) -> list[str]:
    text = resources.files("necker.text").joinpath(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def sides(forms: str) -> list[list[str]]:
    return [side.split() for side in forms.split("|")]


def about(word: str) -> frozenset[str]:
    lang, _, text = word.partition(":")
    language: Lang = "fr" if lang == "fr" else "en"
    return concepts(stem(text, language), language)


def exclude(a: str, b: str) -> bool:
    marks = []
    for word in (a, b):
        lang, _, text = word.partition(":")
        language: Lang = "fr" if lang == "fr" else "en"
        marks.append(opposites(stem(text, language), language))
    return any((pair, 1 - side) in marks[1] for pair, side in marks[0])


def pairs(text: str) -> list[tuple[str, str]]:
    found = []
    for pair in text.split():
        a, b = pair.split("=")
        found.append((a, b))
    return found


SAME = pairs("""
en:wrote=en:author en:wrote=en:novel en:wrote=en:poem en:wrote=fr:écrivit en:author=fr:écrivain en:painted=fr:tableau
en:composed=fr:opéra en:directed=en:film en:directed=fr:réalisateur en:sculpted=fr:sculpture en:born=fr:naquit
en:birthplace=en:born en:died=fr:mourut en:killed=fr:assassiné en:buried=fr:inhumé en:tomb=en:interred fr:repose=fr:enterré
en:escaped=en:fled fr:évadé=fr:enfui en:fled=fr:échappé en:surpassed=en:exceeded en:exceeds=fr:dépasse en:coined=fr:forgé
en:proved=fr:démontré en:proof=en:demonstrated en:derives=en:comes fr:provient=fr:dérive en:finished=en:completed
en:completed=fr:achevé en:replaced=fr:remplacé en:succeeded=en:successor en:preceded=fr:prédécesseur en:appointed=fr:nommé
en:resigned=fr:démissionné en:abdicated=fr:abdication en:overthrown=fr:renversé en:conquered=fr:conquis en:invaded=fr:envahi
en:king=fr:empereur en:sovereign=en:king en:ruled=en:king en:queen=fr:reine en:married=fr:épousa en:son=fr:fils
en:mother=fr:mère en:tall=en:height en:height=fr:altitude en:inhabitants=fr:population en:weighs=fr:poids en:deep=fr:profondeur
en:hatch=fr:éclosion en:eats=fr:nourrit en:hunts=en:prey en:melts=fr:fusion en:orbits=fr:gravite en:borders=fr:limitrophe
en:flows=fr:embouchure en:connects=fr:relie en:banned=fr:interdit en:abolished=en:repealed en:jailed=fr:prison
en:sentenced=fr:condamné en:prize=fr:lauréat en:won=en:prize en:taught=fr:professeur en:studied=fr:études
en:founded=fr:fondateur en:invented=fr:inventeur en:discovered=fr:découverte en:translated=fr:traducteur en:sank=fr:naufrage
en:premiered=fr:créé en:commissioned=fr:commanditaire en:disease=fr:maladie en:treatment=fr:soigner en:currency=fr:monnaie
en:company=fr:entreprise en:doctor=fr:médecin en:doubled=en:twice en:ship=fr:navire en:earthquake=fr:séisme
""")

APART = pairs("""
en:physics=en:chemistry en:physicist=en:chemist fr:physicien=fr:mathématicien en:king=en:president en:king=en:queen
en:brother=en:father en:brother=en:sister en:son=en:daughter fr:fils=fr:fille en:father=en:mother fr:père=fr:mère
en:taught=en:studied en:teacher=en:student fr:professeur=fr:élève en:born=en:died fr:né=fr:mort en:north=en:south
en:novel=en:poem fr:roman=fr:poème en:wrote=en:composed en:wrote=en:painted en:painted=en:sculpted en:gold=en:silver
en:city=en:country en:victory=en:defeat fr:victoire=fr:défaite en:won=en:lost en:height=en:length en:width=en:depth
en:species=en:genus en:genus=en:family fr:espèce=fr:famille en:opera=en:symphony en:film=en:novel en:sank=en:founded
en:melts=en:founded fr:fondé=fr:fusion en:metal=en:gas en:planet=en:star en:god=en:goddess en:bird=en:mammal
en:sold=en:bought en:import=en:export en:comedy=en:tragedy en:accused=en:acquitted en:convicted=en:acquitted
en:allowed=en:banned en:attacked=en:defended en:wife=en:daughter en:father=en:son en:parents=en:married
en:lake=en:river en:capital=en:country en:began=en:ended en:opened=en:closed en:hunted=en:cultivated en:doctor=en:nurse
en:church=en:mosque en:king=en:pope en:currency=en:price en:language=en:religion en:leaf=en:root
en:played=en:wrote en:actor=en:director en:symptom=en:cure en:virus=en:bacterium
en:founded=en:discovered en:founder=en:chairman en:preceded=en:succeeded fr:pays=fr:prix
en:son=en:king en:daughter=en:wife en:melts=en:boils en:boiling=en:freezing en:hot=en:cold fr:fusion=fr:ébullition
fr:chaud=fr:froid en:temperature=en:melting en:cancer=en:tuberculosis en:suicide=en:stroke en:drowned=en:fever
fr:cancer=fr:tuberculose fr:noyé=fr:fièvre
""")

EXCLUSIVE = pairs("""
en:first=en:last en:first=fr:dernier fr:premier=fr:dernière en:upstream=fr:aval en:reptile=fr:amphibien en:bird=fr:mammifère
en:fish=en:mammal en:unicellular=fr:pluricellulaire en:carnivorous=en:herbivore en:solid=fr:gaz en:weekly=en:monthly
en:annual=en:biennial en:odd=en:even fr:impair=fr:pair en:prime=en:composite en:hot=fr:froid en:increase=fr:diminue
en:accepted=fr:refusé en:full=en:hollow fr:plein=fr:creux en:stable=fr:radioactif en:free=en:paid en:expelled=fr:accueilli
en:won=en:lost en:attacked=fr:défendu en:imports=fr:exporte en:bought=fr:vendu en:catholic=fr:protestant
en:married=fr:célibataire en:active=fr:éteint en:poisonous=fr:comestible en:deciduous=fr:persistant en:north=fr:sud
en:allowed=fr:interdit en:acquitted=fr:condamné en:proved=fr:réfuté en:inside=fr:extérieur en:horizontal=fr:vertical
""")

AGREEING = pairs("""
en:first=fr:premier en:hot=fr:chaud en:north=fr:septentrional en:carnivore=fr:carnivore en:born=en:died
en:court=fr:long en:pair=fr:impair en:king=en:queen en:river=en:lake en:novel=en:poem en:teacher=en:pupil fr:fin=fr:épais
""")


@pytest.mark.parametrize(("a", "b"), SAME)
def test_words_that_tell_the_same_share_a_concept(a: str, b: str) -> None:
    assert about(a) & about(b), (a, b)


@pytest.mark.parametrize(("a", "b"), APART)
def test_words_that_tell_different_things_share_none(a: str, b: str) -> None:
    assert not about(a) & about(b), (a, b, about(a) & about(b))


@pytest.mark.parametrize(("a", "b"), EXCLUSIVE)
def test_words_that_exclude_each_other(a: str, b: str) -> None:
    assert exclude(a, b) and exclude(b, a)


@pytest.mark.parametrize(("a", "b"), AGREEING)
def test_words_that_can_both_be_true(a: str, b: str) -> None:
    assert not exclude(a, b)


def test_every_concept_line_has_a_name_of_its_own_and_words() -> None:
    names = []
    for line in lines("concepts.txt"):
        name, colon, forms = line.partition(":")
        names.append(name)
        both = sides(forms)
        assert colon and name == name.strip().lower() and len(both) == 2 and any(both), line
        assert all(len(side) == len(set(side)) for side in both), line
    assert len(names) == len(set(names)) and len(names) >= 450


def test_every_opposite_line_has_two_sides_that_share_no_stem() -> None:
    found = lines("opposites.txt")
    assert len(found) == len(set(found)) and len(found) >= 200
    for line in found:
        left, slash, right = line.partition("/")
        assert slash and "/" not in right, line
        for one, two, lang in zip(sides(left), sides(right), ("en", "fr"), strict=True):
            language: Lang = "fr" if lang == "fr" else "en"
            stems = [{stem(w, language) for w in side} for side in (one, two)]
            assert not stems[0] & stems[1], line
            assert len(one) == len(set(one)) and len(two) == len(set(two)), line
        assert any(sides(left)) and any(sides(right)), line


@pytest.mark.parametrize(
    "name",
    "birth death killing disease height length width depth area speed weight temperature lasting age lifespan population"
    " parent father mother child son daughter sibling brother sister spouse uncle aunt nephew niece cousin grandparent"
    " grandson leading ruling monarch queen president".split(),
)
def test_the_concepts_that_code_names_exist(name: str) -> None:
    assert expressions(name, "en") or expressions(name, "fr")


def test_the_expressions_come_in_the_order_of_the_table() -> None:
    assert expressions("death", "en")[0] == "die" and expressions("death", "fr")[0] == "mort"
    assert expressions("no such concept", "fr") == ()


def test_the_tables_load_fast() -> None:
    """In a process of its own: 30 ms on an idle machine; the least of three, since the machine may be busy."""
    code = (
        "import time; from necker.text import concepts as c; from necker.text.words import stem; stem('x', 'en');"
        "t = time.process_time(); c.concepts('x', 'en'); c.opposites('x', 'en'); print(time.process_time() - t)"
    )
    took = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in "123"]
    assert min(took) < 0.06
