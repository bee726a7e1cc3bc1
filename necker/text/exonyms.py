"""Names that are written differently in French and English: places and peoples, first names of rulers, ancient authors.

The trained lexicon is good for words and poor for names, and a name that "differs" would veto or contradict a true claim.
Hand-made; one `English French` pair of words each.  Names that differ by accents or an ending only are left to the
comparison of forms (verify/match.py).
"""

from __future__ import annotations

from functools import lru_cache

from necker.core.language import Lang
from necker.text.words import stem

_PAIRS = """
London Londres, Warsaw Varsovie, Vienna Vienne, Geneva Genève, Moscow Moscou, Lisbon Lisbonne, Venice Venise, Naples Naples,
Athens Athènes, Brussels Bruxelles, Antwerp Anvers, Ghent Gand, Bruges Bruges, Copenhagen Copenhague, Cairo Caire, Algiers Alger,
Beijing Pékin, Peking Pékin, Nanjing Nankin, Guangzhou Canton, Seville Séville, Saragossa Saragosse, Turin Turin, Milan Milan,
Genoa Gênes, Leghorn Livourne, Mantua Mantoue, Padua Padoue, Basel Bâle, Bern Berne, Cologne Cologne, Aachen Aix, Mainz Mayence,
Munich Munich, Nuremberg Nuremberg, Regensburg Ratisbonne, Trier Trèves, Krakow Cracovie, Kraków Cracovie, Cracow Cracovie,
Bucharest Bucarest, Belgrade Belgrade, Edinburgh Édimbourg, Dover Douvres, Canterbury Cantorbéry, Jerusalem Jérusalem,
Damascus Damas, Baghdad Bagdad, Tehran Téhéran, Mecca Mecque, Medina Médine, Tripoli Tripoli, Tangier Tanger, Carthage Carthage,
Thebes Thèbes, Corinth Corinthe, Constantinople Constantinople, Havana Havane, Philadelphia Philadelphie,
Germany Allemagne, German allemand, Germans Allemands, Spain Espagne, Spanish espagnol, Italy Italie, Greece Grèce, Greek grec,
Greeks Grecs, England Angleterre, English anglais, Wales Galles, Welsh gallois, Scotland Écosse, Scottish écossais, Ireland Irlande,
Irish irlandais, Netherlands Bas, Dutch néerlandais, Holland Hollande, Belgium Belgique, Switzerland Suisse, Swiss suisse,
Austria Autriche, Austrian autrichien, Hungary Hongrie, Hungarian hongrois, Poland Pologne, Polish polonais, Sweden Suède,
Swedish suédois, Norway Norvège, Norwegian norvégien, Denmark Danemark, Danish danois, Finland Finlande, Iceland Islande,
Russia Russie, Turkey Turquie, Turkish turc, Egypt Égypte, Morocco Maroc, Algeria Algérie, Tunisia Tunisie, Libya Libye,
Lebanon Liban, Syria Syrie, Jordan Jordanie, Iraq Irak, Persia Perse, Persian perse, India Inde, China Chine, Chinese chinois,
Japan Japon, Japanese japonais, Korea Corée, Brazil Brésil, Brazilian brésilien, Chile Chili, Peru Pérou, Mexico Mexique,
Cuba Cuba, Haiti Haïti, Bolivia Bolivie, Ecuador Équateur, Colombia Colombie, Argentina Argentine, Zealand Zélande,
Australia Australie, Ethiopia Éthiopie, Chad Tchad, Cameroon Cameroun, States États, Kingdom Royaume, Union Union,
Burgundy Bourgogne, Brittany Bretagne, Britain Bretagne, Normandy Normandie, Tuscany Toscane, Lombardy Lombardie, Sicily Sicile,
Sardinia Sardaigne, Corsica Corse, Crete Crète, Cyprus Chypre, Bohemia Bohême, Saxony Saxe, Bavaria Bavière, Prussia Prusse,
Danube Danube, Rhine Rhin, Thames Tamise, Seine Seine, Tiber Tibre, Nile Nil, Alps Alpes, Pyrenees Pyrénées, Andes Andes,
Mediterranean Méditerranée, Baltic Baltique, Caspian Caspienne, Caucasus Caucase, Atlantic Atlantique, Pacific Pacifique,
Black Noire, Red Rouge, Dead Morte, Yellow Jaune, White Blanc, Europe Europe, Asia Asie, Africa Afrique, America Amérique,
Louvre Louvre, Olympics Olympiques, Olympic olympique, Games Jeux, World Monde, Cup Coupe, Prize Prix, Nobel Nobel, War Guerre,
Peace Paix, Physics physique, Chemistry chimie, Literature littérature, Medicine médecine,
William Guillaume, John Jean, James Jacques, Henry Henri, Philip Philippe, Peter Pierre, Mary Marie, Frederick Frédéric,
Francis François, Alexander Alexandre, Nicholas Nicolas, Edward Édouard, George Georges, Stephen Étienne, Matthew Matthieu,
Luke Luc, Andrew André, Lawrence Laurent, Charles Charles, Lewis Louis, Leopold Léopold, Isabella Isabelle, Eleanor Aliénor,
Elizabeth Élisabeth, Joan Jeanne, Margaret Marguerite, Theodore Théodore, Gregory Grégoire, Urban Urbain, Innocent Innocent,
Leonardo Léonard, Michelangelo Michel, Raphael Raphaël, Titian Titien, Botticelli Botticelli, Dante Dante, Petrarch Pétrarque,
Homer Homère, Plato Platon, Aristotle Aristote, Socrates Socrate, Herodotus Hérodote, Thucydides Thucydide, Euclid Euclide,
Archimedes Archimède, Pythagoras Pythagore, Ptolemy Ptolémée, Galen Galien, Hippocrates Hippocrate, Virgil Virgile, Ovid Ovide,
Livy Live, Pliny Pline, Seneca Sénèque, Cicero Cicéron, Caesar César, Augustus Auguste, Nero Néron, Tiberius Tibère,
Hadrian Hadrien, Trajan Trajan, Diocletian Dioclétien, Constantine Constantin, Justinian Justinien, Theodosius Théodose,
Hannibal Hannibal, Cleopatra Cléopâtre, Darius Darius, Cyrus Cyrus, Xerxes Xerxès, Columbus Colomb, Magellan Magellan,
Copernicus Copernic, Galileo Galilée, Kepler Kepler, Muhammad Mahomet, Moses Moïse, Jesus Jésus, Christ Christ, Abraham Abraham,
Solomon Salomon, David David, Job Job, Noah Noé, Eve Ève, Avicenna Avicenne, Averroes Averroès, Genghis Gengis, Tamerlane Tamerlan,
Zeus Zeus, Hera Héra, Ares Arès, Aphrodite Aphrodite, Jupiter Jupiter, Mercury Mercure, Neptune Neptune, Pluto Pluton,
Saturn Saturne, Earth Terre, Moon Lune, Sun Soleil, Hercules Hercule, Achilles Achille, Odysseus Ulysse, Ulysses Ulysse
"""


@lru_cache(maxsize=1)
def _table() -> frozenset[tuple[str, str]]:
    pairs = (pair.split() for pair in _PAIRS.replace("\n", " ").split(","))
    return frozenset((stem(en, "en"), stem(fr, "fr")) for en, fr in pairs)


def same_in_the_other(a: str, a_lang: Lang, b: str) -> bool:
    """Whether the stem `a` of a language and `b` of the other one are one name."""
    return ((a, b) if a_lang == "en" else (b, a)) in _table()
