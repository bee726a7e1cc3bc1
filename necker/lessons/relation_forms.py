"""Relations between two ends, as sentences tell them and as claims say them otherwise.

In a pattern `a` is the first end (a name or a pronoun at the beginning) and `b` the other.  In a template {a} and {b}
are what they are called.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from necker.core.language import Lang


class Relation(NamedTuple):
    """`swaps`: the relation never holds both ways; `first_only`: only in the sentence that begins a page."""

    name: str
    pattern: re.Pattern[str]
    forms: tuple[str, ...]
    swaps: bool = False
    first_only: bool = False


_A = r"^(?P<a>He|She|It|[A-Z][^,;:()]{1,50}?)(?:, [^,;()]{3,60},)?"
_N = r"[A-Z][\w.’'-]+(?: (?:(?:of|de|da|von|van|the|al|ibn) )?[A-Z][\w.’'-]+){0,3}"
_B = rf"(?P<b>(?:the )?{_N})"
_END = r"(?=[.,;]| (?:in|on|at|as|and|to|from|for|during|after|before|by|who|which|when|with|between|until)\b)"
_AF = r"^(?P<a>Il|Elle|[A-ZÀ-ÝŒ][^,;:()]{1,50}?)(?:, [^,;()]{3,60},)?"
_NF = r"[A-ZÀ-Ý][\w.’'-]+(?: (?:(?:de|da|von|van|du|des|d['’]|al|ibn) ?)?[A-ZÀ-Ý][\w.’'-]+){0,3}"
_BF = rf"(?P<b>(?:le |la |l['’]|les )?{_NF})"
_ENDF = r"(?=[.,;]| (?:en|à|au|dans|et|pour|lors|pendant|après|avant|par|qui|avec|entre|le|comme|sur)\b)"


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split("|"))


def _en(name: str, middle: str, forms: str, b: str = _B, end: str = _END, **how: bool) -> Relation:
    return Relation(name + " en", re.compile(f"{_A} {middle} {b}{end}"), _forms(forms), **how)


def _fr(name: str, middle: str, forms: str, b: str = _BF, end: str = _ENDF, **how: bool) -> Relation:
    return Relation(name + " fr", re.compile(f"{_AF} {middle} ?{b}{end}"), _forms(forms), **how)


_WRITTEN = "{b} is the author of {a}|{a} came from the pen of {b}|The author of {a} is {b}|{b} wrote {a}|It was {b} who wrote {a}|{a} is a work of {b}|Whoever reads {a} reads something by {b}|{a} was written by {b}"
_WORKS = "novel|poem|play|tragedy|comedy|novella|book|treatise|essay|short story|epic poem|memoir"

RELATIONS: dict[Lang, tuple[Relation, ...]] = {
    "en": (
        _en("capital", r"(?:is|was) the (?:\w+ )?capital(?: city)?(?:,? and (?:the )?(?:\w+[ -]){0,2}(?:largest|populous|biggest) city,?)? of",
            "{b} has {a} as its capital|The capital of {b} is {a}|{b} is governed from {a}|{a} serves as the capital of {b}|The government of {b} has its seat in {a}|As a capital, {a} stands at the head of {b}|Of all cities, {a} is the one that {b} has for its capital", first_only=True),
        _en("author", rf"is an? (?:\d{{4}} )?(?:[\w-]+ ){{0,4}}?(?:{_WORKS})(?: written)? by (?:the )?(?:(?:[A-Z][a-z]+ )?(?:[a-z]+ ){{1,3}})?", _WRITTEN, b=rf"(?P<b>{_N})", first_only=True),
        Relation("painter en", re.compile(rf"{_A} is an? (?:[\w-]+ ){{0,5}}?(?:painting|fresco|portrait|sculpture|altarpiece|mural)(?: \w+)? by (?:the )?(?:(?:[A-Z][a-z]+ )?(?:[a-z]+ ){{1,3}})?(?P<b>{_N}){_END}"),
                 _forms("{b} is the artist behind {a}|{a} is a work of {b}|{b} made {a}|The artist who made {a} is {b}|{a} was made by {b}|It was {b} who created {a}|{a} came from the hand of {b}"), first_only=True),
        Relation("director en", re.compile(rf"{_A} is an? (?:\d{{4}} )?[\w -]{{0,50}}?film (?:[\w ,-]{{0,40}}?)?directed(?:, [\w ]+,)?(?: and \w+)? by (?P<b>{_N}){_END}"),
                 _forms("{b} directed {a}|{b} is the director of {a}|{a} was shot under the direction of {b}|{b} made the film {a}|Behind the camera of {a} stood {b}|{a} is a film by {b}|It was {b} who directed {a}"), first_only=True),
        Relation("composer en", re.compile(rf"{_A} is an? (?!.*\b(?:film|produced|directed|recorded|performed|television|play|novel)\b)[\w ,-]{{0,50}}?(?:opera|symphony|ballet|concerto|suite|oratorio|song|requiem|musical)[\w ,-]{{0,30}}? by (?:the )?(?:(?:[A-Z][a-z]+ )?(?:[a-z]+ ){{1,3}})?(?P<b>{_N}){_END}"),
                 _forms("{b} composed {a}|{b} is the composer of {a}|The music of {a} is by {b}|{a} is a piece of music by {b}|It was {b} who wrote the music of {a}|{a} was composed by {b}"), first_only=True),
        _en("founder", r"(?:was|were) (?:\w+ly )?(?:founded|established|created|set up)(?: in \d{4}| as [\w ]+| in [A-Z]\w+)? by",
            "{b} founded {a}|{b} is the founder of {a}|{a} owes its existence to {b}|It was {b} who set up {a}|{a} has {b} as its founder|{a} goes back to {b}|The founder of {a} was {b}|{b} called {a} into being", b=rf"(?P<b>{_N})"),
        _en("discoverer", r"(?:was|were) (?:first )?(?:discovered|invented|developed|isolated|designed|introduced|proposed|described)(?: in \d{4}| as [\w ]+)? by",
            "{b} is behind {a}|{b} is the one to whom {a} goes back|It is to {b} that we owe {a}|{a} is owed to {b}|{a} goes back to the work of {b}|{a} was the work of {b}", b=rf"(?P<b>{_N})"),
        _en("namesake", r"(?:is|was|are|were) named (?:after|for|in honou?r of)(?: the)?(?: [a-z]+){0,3}",
            "{b} gave {a} its name|{a} bears the name of {b}|{a} owes its name to {b}|The name of {a} comes from {b}|The name {a} recalls {b}|{a} was called after {b}", b=rf"(?P<b>{_N})"),
        Relation("predecessor en", re.compile(rf"{_A} (?:succeeded|replaced) (?:\w+ (?:brother|father|uncle|cousin|mother|sister|half-brother|nephew),? )?(?P<b>{_N}){_END}"),
                 _forms("{b} came before {a}|{a} came after {b}|{a} took over from {b}|{b} was the predecessor of {a}|{a} was the successor of {b}|{b} made way for {a}|First came {b}, then {a}|{b} was followed by {a}|{a} followed {b}"), swaps=True),
        Relation("successor en", re.compile(rf"{_A} (?:was|were) succeeded(?: \w+ \w+)? by (?:\w+ (?:brother|son|nephew|daughter|cousin),? )?(?P<b>{_N}){_END}"),
                 _forms("{a} came before {b}|{b} came after {a}|{b} took over from {a}|{a} was the predecessor of {b}|{b} was the successor of {a}|{a} made way for {b}|First came {a}, then {b}|{a} was followed by {b}"), swaps=True),
        Relation("child en", re.compile(rf"{_A} was (?:the|an?) (?:[\w-]+ ){{0,4}}?(?:son|daughter|child) of (?:the )?(?:(?:King|Emperor|Queen|Prince|Duke|Count|pharaoh|Pharaoh) )?(?P<b>{_N}){_END}"),
                 _forms("{b} was a parent of {a}|{a} was a child of {b}|{a} descended from {b}|{b} was one generation older than {a}|Among the children of {b} was {a}|{b} brought {a} into the world or fathered {a}"), swaps=True),
        Relation("pupil en", re.compile(rf"{_A} (?:studied (?:\w+ )?(?:under|with)|was (?:an?|the) (?:student|pupil|disciple|apprentice) of|was taught by|was apprenticed to) (?P<b>{_N}){_END}"),
                 _forms("{b} taught {a}|{b} was a teacher of {a}|{a} learned from {b}|{a} was a pupil of {b}|{b} had {a} as a pupil|One of the teachers of {a} was {b}|Among those whom {b} taught was {a}"), swaps=True),
        Relation("winner en", re.compile(rf"{_A} (?:defeated|beat|conquered|overthrew|deposed|invaded|annexed|attacked) (?P<b>(?:the )?{_N}){_END}"),
                 _forms("{b} was the victim of {a}|{a} moved against {b}|{b} suffered at the hands of {a}|It was {a} who acted against {b}|{b} was struck by {a}|The one who was on the attacking or winning side against {b} was {a}"), swaps=True),
        Relation("part en", re.compile(rf"{_A} (?:is|was) (?:a )?part of (?P<b>the {_N}|{_N}){_END}"),
                 _forms("{b} includes {a}|{a} belongs to {b}|{a} lies within {b}|{b} has {a} as one of its parts|{a} is smaller than {b}, of which it is a part|{b} takes in {a}|Inside {b} there is {a}"), swaps=True),
        Relation("older en", re.compile(rf"{_A} was (?:the|an?) (?:older|elder) (?:brother|sister|half-brother|half-sister) of (?:\w+ )?(?P<b>{_N}){_END}"),
                 _forms("{b} was younger than {a}|{a} was older than {b}|{a} was born before {b}|{b} was born after {a}|Of the two, {b} came into the world later than {a}"), swaps=True),
        Relation("younger en", re.compile(rf"{_A} was (?:the|an?) younger (?:brother|sister|half-brother|half-sister) of (?:\w+ )?(?P<b>{_N}){_END}"),
                 _forms("{a} was younger than {b}|{b} was older than {a}|{b} was born before {a}|{a} was born after {b}|Of the two, {a} came into the world later than {b}"), swaps=True),
        Relation("family en", re.compile(r"^(?P<a>[A-Z][^,;:()]{1,50}?)(?:, [^,;()]{3,80},)? (?:is|are) (?:an?|the) [^,;:()]{3,80}? (?:in|of|from|belonging to) the (?:plant |bird |flowering plant )?(?:family|subfamily|order) (?P<b>[A-Z]\w+(?:idae|aceae|inae|formes|ales|ptera|odea))\b"),
                 _forms("{a} is counted among the {b}|The {b} include {a}|Biologists place {a} in the {b}|{a} has a place among the {b}|{b} is the name of the group to which {a} belongs|To the {b} belongs {a}")),
        Relation("language en", re.compile(r"^(?P<a>[A-Z][^,;:()]{1,40}?)(?:, [^,;()]{3,60},)? is an? (?:[\w-]+ ){0,3}?(?P<b>Romance|Germanic|Slavic|Bantu|Indo-Aryan|Iranian|Turkic|Semitic|Celtic|Dravidian|Austronesian|Uralic|Sino-Tibetan|Niger–Congo|Indo-European|Afroasiatic|Tai|Baltic) language\b"),
                 _forms("{a} belongs to the {b} languages|{a} is one of the {b} languages|The {b} languages include {a}|Linguists count {a} among the {b} languages|Among the {b} languages there is {a}"), first_only=True),
        Relation("element en", re.compile(r"^(?P<a>[A-Z]\w+) is a chemical element; it has symbol [A-Z][a-z]? and atomic number (?P<b>\d+)\b"),
                 _forms("An atom of {a} has {b} protons|{b} protons make up the positive charge of a nucleus of {a}|{a} has the number {b} in the periodic table|The atomic number of {a} is {b}|Number {b} of the periodic table is {a}"), first_only=True),
        Relation("symbol en", re.compile(r"^(?P<a>[A-Z]\w+) is a chemical element; it has symbol (?P<b>[A-Z][a-z]?) and atomic number \d+"),
                 _forms("Chemists write {a} as {b}|{b} stands for {a} in chemical formulas|The symbol of {a} is {b}|In formulas, {a} is written {b}|In the periodic table, {a} goes under the sign {b}"), first_only=True),
    ),
    "fr": (
        Relation("capital fr", re.compile(r"^(?P<a>[A-ZÀ-Ý][\w’' -]{2,30}?)(?:, [^,]{2,60},)? est la capitale(?: [a-zéè]+)?(?: et la (?:plus grande ville|ville la plus peuplée|principale ville))? (?P<b>(?:du|de la|de l['’]|des|d['’]|de) ?[A-ZÀ-Ý][\w’'-]{2,30}(?: [A-Z][\w’'-]+)?)(?=[.,]| et | depuis)"),
                 _forms("La capitale {b} est {a}|{a} a rang de capitale : celle {b}|C'est {a} qui sert de capitale au territoire {b}|Le siège du gouvernement {b} se trouve à {a}|La ville de {a} est à la tête {b}"), first_only=True),
        Relation("author fr", re.compile(rf"{_AF} est une? (?:[a-zéèêç’' -]{{0,30}})?(?:roman|poème|pièce|tragédie|comédie|recueil|nouvelle|essai|traité|conte|livre|ouvrage)(?: [a-zéèêàç]+){{0,4}} (?:de|par|d['’]) ?(?:l['’]écrivain(?:e)? (?:[a-zéèêç]+ )?)?(?P<b>{_NF})(?=[.,]| (?:publiée?|parue?|en|écrite?|dont|qui|et)\b)"),
                 _forms("{b} a écrit {a}|{b} est l'auteur de {a}|{a} a pour auteur {b}|On doit {a} à {b}|C'est {b} qui a écrit {a}|{a} est une œuvre de {b}|{a} est sorti de la plume de {b}|Qui lit {a} lit {b}"), first_only=True),
        Relation("director fr", re.compile(rf"{_AF} est un film (?:[\w’' -]{{0,60}}?)(?:réalisé|de|écrit et réalisé)(?: par)? (?P<b>{_NF})(?=[.,]| (?:sorti|réalisé|en|et|qui)\b)"),
                 _forms("{b} a réalisé {a}|{b} est derrière la caméra pour {a}|{a} est un film de {b}|La mise en scène de {a} est de {b}|C'est {b} qui a tourné {a}|{a} a été tourné par {b}"), first_only=True),
        Relation("composer fr", re.compile(rf"{_AF} est une? (?!.*\b(?:film|produite?|réalisée?|interprétée?|enregistrée?|télévisée?|roman)\b)[\w’' -]{{0,50}}?(?:opéra|symphonie|ballet|concerto|suite|oratorio|chanson|requiem|opérette)[\w’' -]{{0,40}}? (?:de|composée? par|d['’]) ?(?P<b>{_NF})(?=[.,]| (?:composée?|créée?|sur|en|et)\b)"),
                 _forms("{b} a composé {a}|La musique de {a} est de {b}|{a} a été composé par {b}|C'est {b} qui a écrit la musique de {a}|On doit à {b} la musique de {a}"), first_only=True),
        Relation("painter fr", re.compile(rf"{_AF} est une? [\w’' -]{{0,40}}?(?:tableau|fresque|peinture|sculpture|portrait|toile|gravure)[\w’' -]{{0,40}}? (?:de|peinte? par|d['’]|réalisée? par|du peintre [a-zé]+) ?(?P<b>{_NF})(?=[.,]| (?:peinte?|réalisée?|datant|en|et|exécutée?)\b)"),
                 _forms("{b} est l'auteur de {a}|{a} est une œuvre de {b}|On doit {a} à {b}|C'est {b} qui a réalisé {a}|{a} est de la main de {b}|L'artiste à qui l'on doit {a} est {b}"), first_only=True),
        _fr("founder", r"(?:a été|ont été|fut|furent|est) (?:fondée?s?|créée?s?|instituée?s?|établie?s?)(?: en \d{4})? par(?: le| la| les)?",
            "{b} a fondé {a}|{b} est à l'origine de {a}|{a} doit son existence à {b}|C'est {b} qui a créé {a}|{a} remonte à {b}|On doit à {b} la fondation de {a}|Sans {b}, {a} n'aurait pas vu le jour", b=rf"(?P<b>{_NF})"),
        _fr("discoverer", r"(?:a été|ont été|fut|furent|est) (?:découverte?s?|inventée?s?|développée?s?|isolée?s?|conçue?s?|introduite?s?|proposée?s?|décrite?s?|mise? au point)(?: en \d{4})? par",
            "{b} est à l'origine de {a}|On doit {a} à {b}|{a} remonte aux travaux de {b}|C'est à {b} que l'on doit {a}|{a} est dû ou due à {b}", b=rf"(?P<b>{_NF})"),
        Relation("namesake fr", re.compile(rf"{_AF} (?:tire son nom|doit son nom|est (?:ainsi )?nommée?|porte le nom) (?:de|du|à|d['’]|en l['’]honneur de|en l['’]honneur du|d'après|au) ?(?:[a-zéè]+ ){{0,3}}(?P<b>{_NF}){_ENDF}"),
                 _forms("Le nom de {a} vient de {b}|{b} a donné son nom à {a}|C'est de {b} que vient le nom de {a}|Le nom de {a} rappelle {b}|Derrière le nom de {a}, il y a {b}|On a nommé {a} d'après {b}")),
        Relation("predecessor fr", re.compile(rf"{_AF} (?:succède|succéda|a succédé|prend la suite) (?:à|de)(?: (?:son|sa) (?:frère|père|oncle|cousin|mère|neveu|demi-frère))? (?P<b>{_NF}){_ENDF}"),
                 _forms("{b} a précédé {a}|{a} est venu après {b}|{b} était le prédécesseur de {a}|{a} a pris la suite de {b}|{a} a remplacé {b}|D'abord vint {b}, puis {a}|{b} a laissé la place à {a}|Le successeur de {b} fut {a}"), swaps=True),
        Relation("child fr", re.compile(rf"{_AF} (?:est|était|fut) (?:le|la|l['’]|une?) ?(?:[a-zéèêç]+ ){{0,3}}?(?:fils|fille) (?:aînée? |cadette? )?(?:de|du|d['’]) ?(?:l['’]empereur |roi |duc |pharaon |comte |prince )?(?P<b>{_NF}){_ENDF}"),
                 _forms("{b} a eu {a} pour enfant|{a} a pour parent {b}|{a} descend de {b}|{b} est de la génération qui précède {a}|Parmi les enfants de {b}, il y a {a}|{a} est un enfant de {b}"), swaps=True),
        Relation("pupil fr", re.compile(rf"{_AF} (?:(?:est|fut|était|a été) (?:l['’]|une? )?(?:élève|disciple|étudiante?) |étudie (?:auprès )?|étudia (?:auprès )?)(?:de|d['’]|du) ?(?P<b>{_NF}){_ENDF}"),
                 _forms("{b} a enseigné à {a}|{a} a appris de {b}|{a} a eu {b} pour maître|{b} fut le maître de {a}|{a} a été formé ou formée par {b}|{b} a compté {a} parmi ses élèves"), swaps=True),
        Relation("part fr", re.compile(rf"{_AF} (?:fait|faisait) partie (?:de|du|des|d['’]) ?(?P<b>(?:la |l['’])?{_NF}){_ENDF}"),
                 _forms("{b} comprend {a}|{a} appartient à {b}|{a} se range dans {b}|{b} a {a} pour partie|{a} est à compter dans {b}|On range {a} dans {b}")),
        Relation("family fr", re.compile(r"^(?P<a>(?:L[ae] |L['’]|Les )?[A-ZÀ-Ý]?[^,;:()]{1,50}?)(?:, [^,;()]{3,80},)? (?:est|sont|forment|constituent) [^;:()]{3,120}? de la (?:sous-)?famille des (?P<b>[A-Z]\w+)\b"),
                 _forms("{a} se range parmi les {b}|Les {b} comprennent {a}|Les biologistes placent {a} parmi les {b}|C'est aux {b} que se rattache {a}|{b} : voilà la famille de {a}")),
        Relation("element fr", re.compile(r"^(?P<a>(?:L[ae] |L['’])\w+) est (?:un|l['’])\s?élément chimique (?:[a-zé ]+)?de (?:symbole [A-Z][a-z]? et de )?numéro atomique (?P<b>\d+)\b"),
                 _forms("Un atome de {a} compte {b} protons|Le numéro atomique de {a} est {b}|{a} occupe la place {b} du tableau périodique|Le noyau de {a} contient {b} protons|Avec {b} protons, on a un noyau de {a}"), first_only=True),
    ),
}  # fmt: skip
