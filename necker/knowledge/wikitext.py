"""Wikitext to plain text with `== headings ==`, as far as that goes without running MediaWiki's templates.

The templates that stand inside sentences (dates, units, centuries, foreign words) are written out; all others, tables,
notes, formulas, pictures and their captions are dropped, so a sentence that leans on a template may be left with a gap.
Every step takes time in proportion to the length; nesting beyond thirty levels is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from necker.core.language import Lang
from necker.text.blocks import raised
from necker.text.normal import listed

MAX_CHARS = 2_000_000  # of one article
_PASSES = 30  # levels of nested templates or links

_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_LINK = re.compile(r"\[\[([^\[\]]*)\]\]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NAMES = (
    "ref|references|gallery|timeline|syntaxhighlight|source|imagemap|score|graph|mapframe|maplink|math|chem|ce|hiero"
    "|templatestyles|section|indicator"
)
_EMPTY = re.compile(rf"<(?:{_NAMES})\b[^<>]*/>", re.IGNORECASE)
_ELEMENT = re.compile(rf"<({_NAMES})\b[^<>]*>[^<]*(?:<(?!/?\1\b)[^<]*)*</\1\s*>", re.IGNORECASE)
_SUP = re.compile(r"<sup>([^<>]{0,20})</sup>", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]{0,100}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_EXTERNAL = re.compile(r"\[(?:https?:|ftp:|mailto:)?//[^\s\]\[]+[ \t]*([^\]\[\n]*)\]")
_FILE = re.compile(r"\s*(?:file|image|fichier|media|média|category|catégorie)\s*:", re.IGNORECASE)
_OTHER_WIKI = re.compile(r"\s*[a-z]{2,3}(?:-[a-z]+)*\s*:")
_MAGIC = re.compile(r"__[A-Z]{3,30}__")
_LIST = re.compile(r"[*#:;]+\s*")
_TABLE = re.compile(r"[:*#\s]*\{\|")
_LEFTOVER = re.compile(r"\{\{|\}\}|\[\[\s*(?:file|image|fichier|media)\s*:", re.IGNORECASE)
# What a dropped template leaves: empty brackets, commas with nothing before or behind.
_GAPS = (
    (re.compile(r"\s*\(\s*[,;:]*\s*\)"), ""),
    (re.compile(r"\(\s*[,;]\s*"), "("),
    (re.compile(r"\s*[,;]\s*\)"), ")"),
    (re.compile(r" +([,.)])"), r"\1"),
)


def plain_text(source: str, lang: Lang) -> str:
    """The prose of an article, a paragraph or list item a line, with the headings between."""
    text = _ELEMENT.sub("", _EMPTY.sub("", _COMMENT.sub("", source[:MAX_CHARS])))
    text = _repeat(_TEMPLATE, lambda match: _template(match[1], lang), text)
    text = _EXTERNAL.sub(r"\1", _without_tables(text))
    text = _repeat(_LINK, lambda match: _link(match[1]), text)
    text = _BREAK.sub("\n", _SUP.sub(lambda match: raised(match[1]), re.sub(r"'{2,5}", "", text)))
    text = unescape(_MAGIC.sub("", _TAG.sub("", text)))
    return "\n".join(line for raw in text.split("\n") if (line := _line(raw)))


def _repeat(pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str) -> str:
    """From the innermost outwards."""
    for _ in range(_PASSES):
        text, count = pattern.subn(replace, text)
        if not count:
            break
    return text


def _without_tables(text: str) -> str:
    depth = 0
    kept = []
    for line in text.split("\n"):
        if _TABLE.match(line):
            depth += 1
        elif depth and line.lstrip().startswith("|}"):
            depth -= 1
            line = line.lstrip()[2:]
        if not depth:
            kept.append(line)
    return "\n".join(kept)


def _link(inner: str) -> str:
    target, *parts = inner.split("|")
    if _FILE.match(target) or (not parts and _OTHER_WIKI.match(target)):
        return ""
    return parts[-1] if parts else target.lstrip(" :")


def _line(line: str) -> str:
    line = line.strip()
    if not line or line[0] in "|!" or _LEFTOVER.search(line):
        return ""
    line = _LIST.sub("", line, count=1) if line[0] in "*#:;" else line
    for pattern, replacement in _GAPS:
        line = pattern.sub(replacement, line)
    line = line.replace("[[", "").replace("]]", "").strip()
    return line if any(map(str.isalnum, line)) else ""


_FIRST = listed(
    "nobr nowrap nobreak citation guil guillemets romain rom rom-maj pc smallcaps small abbr abréviation emphase lien"
    " ill refsou incise nihongo japonais quote vers"
    " term defn sub ind indice nb nombre num number petites_capitales abréviation_discrète interlanguage_link"
    " référence_nécessaire référence_souhaitée passage_à_préciser citation_bloc terme_défini"
)
_LAST = listed("lang langue transl transliteration citation_étrangère")
_ITSELF = listed("e er re ère nd nde m. mm. mme mmes mlle mgr dr me st ste")
_FIXED = {
    **dict.fromkeys(("av_jc", "av._j.-c.", "avjc", "-jc", "av_j.-c."), "av. J.-C."),
    **dict.fromkeys(("ap_jc", "ap._j.-c.", "apjc"), "apr. J.-C."),
    **dict.fromkeys(("nbsp", "space", "!", "spaces"), " "),
    **dict.fromkeys(("snd", "spnd", "spaced_ndash"), " – "),
    **{"ndash": "–", "–": "–", "mdash": "—", "—": "—", "'": "'", "=": "=", "·": " · ", "ème": "e", "bce": "BCE"},
}
_ORDINAL = re.compile(r"(?:\d{1,4}|[IVXLC]{1,8})(?:er|re|e|nd|nde)(?: siècle)?")
_CENTURY = re.compile(r"(-?)s(?:p|2)?-?(?:_mini)?")
_DATES_FR = listed("date date- date_de_naissance date_de_naissance- date_de_décès date_de_décès- date_de_mort")
_DATES_EN = listed("birth_date birth_date_and_age death_date death_date_and_age start_date end_date birth-date dts")
_RANGES = listed("to - – and by x × ± or")
_MONTHS: dict[Lang, list[str]] = {
    "fr": re.findall(r"\w+", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": re.findall(r"\w+", "January February March April May June July August September October November December"),
}


def _template(inner: str, lang: Lang) -> str:
    """What a template that stands in running text says; "" for any other."""
    raw, *rest = inner.split("|")
    raw = raw.strip()
    name = raw.lower().replace(" ", "_")
    if name.startswith("formatnum:"):
        return raw[10:].strip()
    args = [each.strip() for each in rest if not re.match(r"\s*[\w -]{1,30}=", each)]
    args = [each for each in args if each]
    named = {key.strip(): value.strip() for each in rest for key, found, value in [each.partition("=")] if found}
    if name in _FIXED:
        return _FIXED[name]
    if _ORDINAL.fullmatch(raw) or (name in _ITSELF and not args):
        return raw
    if name in _FIRST or name.startswith("lang-"):
        return args[0] if args else named.get("fr", named.get("1", ""))
    if name in _LAST:
        return args[1] if len(args) > 1 else named.get("texte", "")
    return _quantity(name, args, named, lang)


def _quantity(name: str, args: list[str], named: dict[str, str], lang: Lang) -> str:
    """Centuries, dates, measures, powers and fractions."""
    if not args:
        return ""
    if name in _DATES_FR or name in _DATES_EN:
        return _date(args[2::-1] if name in _DATES_EN else args[:3], lang)
    if match := _CENTURY.fullmatch(name):
        return _century(args, before_christ=bool(match[1]), many=name.startswith(("sp", "-sp")))
    if name in ("unité", "unit", "nobr_unité"):
        units = args[1:]
        written = [unit + raised(power) for unit, power in zip(units[::2], [*units[1::2], ""], strict=False)]
        return "\u00a0".join([args[0], "·".join(written)] if written else args[:1])
    if name in ("convert", "cvt"):
        end = 1
        while end + 1 < len(args) and args[end] in _RANGES:
            end += 2
        return " ".join(args[: end + 1])
    if name == "val":
        return " ".join([args[0], *(named[key] for key in ("u", "ul") if key in named)])
    if name in ("circa", "ca", "c."):
        return f"c. {args[0]}"
    if name in ("as_of", "asof"):
        return f"as of {args[0]}"
    if name in ("exp", "exposant", "sup"):
        return raised(args[0])
    if name in ("10^", "e", "x10^"):
        return f"{'10' if name == '10^' else '×10'}{raised(args[0])}"
    if name in ("frac", "sfrac", "fraction"):
        return " ".join([*args[:-2], "/".join(args[-2:])])
    return f"n° {args[0]}" if name in ("n°", "numéro", "n") else ""


def _century(args: list[str], before_christ: bool, many: bool) -> str:
    """{{s|XIX|e}}, {{sp|XIX|e|et|XX|e}}."""
    words: list[str] = []
    for arg in args:
        if re.fullmatch(r"e|er|ème|re", arg) and words:
            words[-1] += arg
        else:
            words.append(arg)
    return " ".join(words) + (" siècles" if many else " siècle") + (" av. J.-C." if before_christ else "")


def _date(parts: list[str], lang: Lang) -> str:
    """Day, month and year in this order, the month in letters."""
    if len(parts) >= 2 and parts[-2].isdecimal() and 1 <= int(parts[-2][:3]) <= 12:
        parts = [*parts[:-2], _MONTHS[lang][int(parts[-2]) - 1], parts[-1]]
    if lang == "fr" and parts and parts[0] == "1":
        parts = ["1er", *parts[1:]]
    return " ".join(parts)
