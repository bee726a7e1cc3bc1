"""A small hand-made table of what encyclopedias say of things: words of one line express one relation or role, in either language.

It says what the trained lexicon cannot: that who *painted* something is told by "a *painting* by", that who *wrote* it is
its *author*, that *how high* asks for a height; and which words exclude each other.  Written by us; no source.
"""

from __future__ import annotations

from functools import lru_cache

from necker.core.language import Lang
from necker.text.words import stem

# name: English | French.  Every listed form is stemmed, so one form of each stem is enough.
_CONCEPTS = """
birth: born birth native birthplace birthday | né née naît naquit naissance natif native naître
death: died die dies death dead deceased passed | mort morte mourut meurt mourir décès décédé décédée décède disparu
killing: killed murdered assassinated assassination murder kill killing executed | tué tuer assassiné assassinat assassine meurtre exécuté exécution
painting: painted painter paint painting portrait canvas fresco oil | peint peinte peintre peinture peindre tableau toile portrait fresque huile
writing: wrote written write writes writer author authored novel poem playwright book novelist poet written-by essay | écrit écrite écrivit écrire écrivain auteur autrice roman poème romancier dramaturge livre poète rédigé essai pièce
composing: composed composer compose composition symphony opera music score | composé composée composa compositeur composer composition symphonie opéra musique partition
directing: directed director film filmmaker movie | réalisé réalisateur réalisa réalisée film cinéaste
sculpture: sculpted sculptor sculpture statue carved | sculpté sculpteur sculpture statue
inventing: invented inventor invention invent devised developed coined pioneered created creator | inventé inventeur inventa invention inventer mis développé imaginé créé créateur concepteur
discovering: discovered discoverer discovery discover found identified isolated | découvert découvreur découverte découvrit découvrir identifié isolé
founding: founded founder founding established foundation created set started co-founded launched formed creation | fondé fondée fondateur fondatrice fonda fondation fonder créé créée création établi institué cofondé lancé
building: built build construction constructed architect designed erected building completed | construit construite construction bâti bâtie architecte édifié érigé édifiée conçu construire achevé bâtir
opening: opened opening inaugurated premiere premiered performed debut | ouvert ouverte inauguré inauguration inaugurée première créé créée représenté
leading: led leader head headed commanded ruled ruler reigned king queen emperor president chief governed | dirigé dirigeant chef commandé règne régna roi reine empereur président gouverné dirige mené
capital: capital seat | capitale chef-lieu siège
located: located location situated lies lie found place where stands | situé située se trouve trouve localisé emplacement sis lieu
flow: flows flow empties drains mouth river runs joins tributary | coule jette embouchure fleuve rivière affluent débouche traverse
source: source rises originates originating starts start begins headwaters | source naît prend origine commence naissance
height: height high tall measures altitude elevation highest meters above-sea-level peak tallest | hauteur haut haute mesure altitude élevé culmine culminant taille point grand mètres élève
length: length long longest kilometers stretches | longueur long longue étend kilomètres
width: width wide widest narrow | largeur large étroit
depth: depth deep deepest | profondeur profond profonde
area: area surface size covers covering square large big acreage | superficie surface étendue couvre aire kilomètres-carrés grand étend
population: population inhabitants people residents live populous inhabited | population habitants peuplé habitent peuplée vivent compte
speed: speed fast velocity quick travels | vitesse rapide vite
weight: weight weigh weighs mass heavy weighing kilograms tons | poids pèse masse peser lourd pesant kilogrammes tonnes
age: age old oldest | âge âgé vieux ancien
lifespan: lives lifespan live longevity life | vit vivre longévité vie vivent
temperature: temperature melts boils melting boiling degrees hot cold | température fond bout fusion ébullition degrés chaud froid
price: cost price costs worth money paid fine | coût prix coûte vaut payé amende
language: language languages spoken speak speakers tongue | langue langues parlée parle locuteurs parlent
currency: currency money coin banknote | monnaie devise
religion: religion religious faith belief | religion religieux croyance foi
country: country nation state republic kingdom | pays nation état république royaume
spouse: wife husband married spouse marriage marry wed consort | femme épouse mari époux marié mariée épousa mariage marier épousé conjoint
parent: son daughter father mother parents child children born | fils fille père mère parents enfant enfants
sibling: brother sister sibling siblings | frère soeur frères
naming: name named called known surname nickname title pseudonym alias | nom nommé appelé appelée surnom dit connu surnommé intitulé pseudonyme dénommé
meaning: means meaning mean signifies derived derives etymology name named after origin | signifie veut-dire sens signification étymologie vient dérive nom nommé porte origine latin
winning: won win winner wins victory champion awarded received award prize given laureate recipient gets | gagné gagner vainqueur remporté remporte victoire champion reçu reçoit prix lauréat récompensé obtenu obtient
beginning: began start started begins beginning outbreak since | commencé début débuté débute commence depuis éclate commencer
ending: ended end ends finished dissolved collapse fell abolished until fall | fini fin terminé prend-fin dissous chute aboli achève jusqu' s'achève tombe
happening: happened took-place occurred held place | lieu déroulé passé produit survenu tenu eu
lasting: lasted last duration lasting years | duré dure durée ans
publishing: published publication released release issued appeared printed came | publié publiée publication paru parue parution sorti sortie sort paraît publie
making: made make makes produced manufactured produces production consists composed contains ingredient | fait fabriqué produit produite fabrication production composé contient constitué ingrédient
use: used use uses using purpose serves useful | utilisé utilise usage sert utilisation emploi servir employé destiné
eating: eats eat diet feeds food feed consume | mange nourrit régime alimentation consomme nourriture manger
living: lives live living habitat found native range inhabit distributed | vit vivent habitat trouve répandu présent originaire habite
belong: belongs family genus species member part order | famille genre espèce appartient membre partie ordre
symbol: symbol chemical atomic number element | symbole chimique atomique numéro élément
playing: played plays player actor actress starring stars role portrayed singer | joué joue joueur acteur actrice interprété rôle chanteur incarne interprète
sinking: sank sink sinking sunk went-down shipwreck wreck | coulé coule naufrage sombré sombra
joining: joined join joining accession entered admitted member became | rejoint adhésion adhéré entrée entré admis membre devenu
independence: independence independent | indépendance indépendant
battle: battle war fought fighting conflict battles | bataille guerre combat combattu conflit
defeat: defeated beat victory defeat lost won | vaincu battu défaite victoire vainc bat
cause: caused cause causes reason due because | causé cause provoque raison provoqué dû
education: studied student university education educated school college taught teacher professor pupil | étudié étudiant université études école formation enseigné professeur élève enseigne enseignant
moving: moved emigrated migrated settled immigrated | déménagé émigré installé s'installe émigre établi
profession: profession occupation job worked work works | profession métier travaillé emploi travail
biggest: biggest largest greatest big large huge | grand grande vaste étendu plus-grand immense
many: number count total many several | nombre total plusieurs beaucoup
type: kind type sort form variety class | type sorte genre forme variété espèce catégorie
burial: buried burial tomb grave rests interred | enterré inhumé tombe tombeau repose sépulture
border: border borders bordered neighbouring boundary separates divides | frontière frontalier bordé limitrophe sépare borde frontières séparer
museum: museum gallery collection displayed exhibited housed | musée galerie collection exposée exposé conservé
nickname: nicknamed nickname known epithet | surnommé surnom dit
prison: imprisoned prison jailed exiled exile | emprisonné prison exilé exil
strait: strait straits | détroit
gulf: gulf | golfe
cape: cape headland | cap
dam: dam reservoir | barrage
peninsula: peninsula | péninsule presqu'île
waterfall: waterfall waterfalls falls | chute chutes cascade
treaty: treaty agreement pact | traité accord pacte
siege: siege besieged | siège assiégé assiège
crown: crowned coronation throne | couronné couronnement sacre sacré trône
marsupial: marsupial | marsupial
beetle: insect beetle | insecte coléoptère
tax: tax taxes | impôt taxe
law: law statute act | loi droit
ship: ship vessel boat steamboat | navire bateau vaisseau paquebot
train: train railway rail | train chemin-de-fer ferroviaire
ordered: ordered commissioned had-built | ordonné ordonnée commandé commanditaire
human: man men person people human woman women mankind | homme hommes personne humain femme humanité
illness: illness disease cancer tumor tumour plague pneumonia tuberculosis stroke fever suicide accident drowned poisoning infection | maladie cancer tumeur peste pneumonie tuberculose attaque fièvre suicide accident noyé noyade empoisonnement infection
selling: sold sell sale sells commercial commercially marketed market launched | vendu vendue vente commercialisé commercialisation commercial marché lancé
translating: translated translation translator | traduit traduite traduction traducteur traduire
holding: hold contain retain store reservoir capacity holds | retient retenue contient contenir réservoir capacité retenir
rich: rich fortune wealth wealthy money millionaire | riche fortune richesse
"""

# Words that exclude each other when said of one thing.  Left side / right side, both languages mixed.
_OPPOSITES = """
first premier première / last dernier dernière
largest biggest greatest / smallest petit petite
highest tallest / lowest bas basse
longest / shortest court courte
oldest older elder aîné / youngest younger cadet jeune
north northern nord septentrional / south southern sud méridional
east eastern est oriental / west western ouest occidental
before avant / after après
multicellular pluricellulaire multicellulaire / unicellular unicellulaire
increase increased growth augmentation augmente croissance / decrease decreased decline diminution diminue baisse déclin
won victory victoire vainqueur / lost defeat défaite perdu
male mâle masculin / female femelle féminin
father père / mother mère
brother frère / sister soeur sœur
son fils / daughter fille
husband mari époux / wife épouse
predecessor prédécesseur / successor successeur
unlike contrairement / like comme
most majority plupart majorité / few minority minorité
all every tous toutes chaque / some certain certains certaines quelques only
inside inner intérieur / outside outer extérieur
upper supérieur / lower inférieur
hot warm chaud chaude / cold froid froide
carnivore carnivorous carnivore / herbivore herbivorous herbivore
freshwater douce / saltwater marine salée
vertebrate vertébré / invertebrate invertébré
poisonous venomous toxic venimeux toxique / harmless inoffensif
solid solide / liquid liquide gas gaz
rich riche / poor pauvre
positive positif / negative négatif
maximum / minimum
win gagne gagner / lose perd perdre
north-east / south-west
day jour diurne diurnal / night nuit nocturne nocturnal
domestic domestique / wild sauvage
deciduous caduc / evergreen persistant
left gauche / right droite
ally allié / enemy ennemi
public publique / private privé privée
natural naturel naturelle / artificial artificiel artificielle synthetic
known connu connue / unknown inconnu inconnue
possible / impossible
legal légal / illegal illégal
successful success succès réussi / failed failure échec échoué unsuccessful
tropical / polar arctic arctique
import importe importateur / export exporte exportateur
smaller less lighter shorter moins / larger more heavier longer taller bigger plus
summer été / winter hiver
spring printemps / autumn automne
upstream amont / downstream aval
major majeur majeure / minor mineur mineure
ancient ancien antique / modern moderne
lose loses lost perd perdre perdent / retain retains retaining keep keeps conserve conserver garde
survived survive survécu survivent survit / disappeared extinct vanished disparu disparaît éteint
deposed deposition déposé renversé / kept retained conservé
brighter outshines brightest / dimmer faintest
hard dur dure / soft mou molle mous
accept accepted accepté / reject rejected refused rejeté refusé
allow allowed permits autorise permis / forbid forbidden banned prohibits interdit interdite
"""


def _stems(words: str, lang: Lang) -> frozenset[str]:
    return frozenset(stem(part, lang) for word in words.split() for part in word.split("-") if len(part) > 1)


@lru_cache(maxsize=1)
def _concepts() -> dict[tuple[Lang, str], frozenset[str]]:
    """(language, stem) -> names of the concepts it expresses."""
    found: dict[tuple[Lang, str], set[str]] = {}
    for line in _CONCEPTS.strip().splitlines():
        name, _, forms = line.partition(":")
        english, _, french = forms.partition("|")
        for lang, side in (("en", english), ("fr", french)):
            language: Lang = "fr" if lang == "fr" else "en"
            for one in _stems(side, language):
                found.setdefault((language, one), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


@lru_cache(maxsize=1)
def _sides() -> dict[tuple[Lang, str], frozenset[tuple[int, int]]]:
    """(language, stem) -> (number of the pair, side 0 or 1)."""
    found: dict[tuple[Lang, str], set[tuple[int, int]]] = {}
    for number, line in enumerate(_OPPOSITES.strip().splitlines()):
        for side, forms in enumerate(line.split("/")):
            for lang in ("en", "fr"):
                language: Lang = "fr" if lang == "fr" else "en"
                for one in _stems(forms, language):
                    found.setdefault((language, one), set()).add((number, side))
    return {key: frozenset(pairs) for key, pairs in found.items()}


def concepts(stem: str, lang: Lang) -> frozenset[str]:
    """Names of the relations and roles that the stem can express."""
    return _concepts().get((lang, stem), frozenset())


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[Lang, str], tuple[str, ...]]:
    found: dict[tuple[Lang, str], list[str]] = {}
    for (lang, one), names in _concepts().items():
        for name in names:
            found.setdefault((lang, name), []).append(one)
    return {key: tuple(stems) for key, stems in found.items()}


def expressions(name: str, lang: Lang) -> tuple[str, ...]:
    """The stems of a language that express a concept, in the order of the table."""
    return _by_name().get((lang, name), ())


def opposites(stem: str, lang: Lang) -> frozenset[tuple[int, int]]:
    """(pair, side) marks: two stems exclude each other when they share a pair and not the side."""
    return _sides().get((lang, stem), frozenset())
