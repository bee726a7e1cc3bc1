"""Readers of questions: each with its answers, and what it is answered from, as one readable text.

    Title
    the paragraph
    Question: ...
    Steps: ...
    Answer: ...

Questions on the same paragraph of SQuAD's format stand below it together.  A table to be told in words has `Table` and
`Text` for `Question` and `Answer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from necker.core.language import Lang, say
from necker.sources.document import Document
from necker.sources.mirror import Source
from necker.sources.readers.records import Record, document, each, field, flat, records, tidy
from necker.sources.readers.written import line, prose, title_of

# English, French.
_WORDS = {
    "question": ("Question", "Question"), "answer": ("Answer", "Réponse"), "steps": ("Steps", "Étapes"), "support": ("Evidence", "Extrait"),
    "equation": ("Equation", "Équation"), "tests": ("Tests", "Tests"), "solution": ("Solution", "Solution"),
    "table": ("Table", "Tableau"), "text": ("Text", "Texte"), "yes": ("yes", "oui"), "no": ("no", "non"),
}  # fmt: skip
_SQUAD = {"title": "title", "context": "context", "question": "question", "answers": "answers.*.text"}

# GSM8K: "48/2 = <<48/2=24>>24" is 24, with the sum for a calculator; "#### 72" is the answer (Cobbe et al. 2021).
_SUM = re.compile(r"<<[^<>\n]*>>")
_FINAL = re.compile(r"\s*^#### *(.+)$", re.MULTILINE)


def read_questions(source: Source) -> Iterator[Document]:
    """One document a question, or a paragraph with its questions; `limit` counts things."""
    yield from each(source, records(source), partial(_question, source))


def _question(source: Source, record: Record) -> list[Document]:
    options = source.options
    if options.get("format") == "squad":
        return _on_paragraph(source, record, {**_SQUAD, **options})
    asked_one = _asked(source, record.fields, options, record.lang)
    if not asked_one:
        return []
    context = _context(field(record.fields, options.get("context")))
    body = f"{context}\n{asked_one}" if context else asked_one
    return [document(source, record, (_under(title_of(source, record), body),), record.lang)]


def _on_paragraph(source: Source, record: Record, options: Any) -> list[Document]:
    asked = [_asked(source, one, options, record.lang) for one in record.fields["qas"]]
    for number in (number for number, text in enumerate(asked) if not text):
        source.broken(f"{record.id}/{number}", say("nobody answers it", "personne n’y répond"))
    title, context = flat(record.fields["title"]), prose(record.fields["context"])
    body = "\n".join([context, *filter(None, asked)]) if any(asked) else ""
    return [document(source, record, (_under(title, body),), record.lang, title=title)] if body else []


def _under(title: str, text: str) -> str:
    """What the question is about, unless it is said anywhere."""
    return f"{title}\n{text}" if title and title not in text else text


def _context(value: Any) -> str:
    """A paragraph; sentences given one by one, in a row."""
    return " ".join(filter(None, map(flat, value))) if isinstance(value, list) else prose(value)


def _asked(source: Source, fields: Any, options: Any, lang: Lang | None) -> str:
    """The question and all that is known of its answer; nothing when one of both is missing."""
    question, answer = _of_question(fields, options), _answer(fields, options, lang)
    if not question or not answer:
        return ""
    if re.search(r"^\s*def ", question, re.MULTILINE):  # code that breaks off, and how it goes on
        begun = str(field(fields, options["question"])).strip("\n")
        said = [f"{begun}\n{str(field(fields, options['answer'])).rstrip()}"]
    else:
        table = "table to text" in source.tasks
        said = [line(lang, _word("table" if table else "question", lang), question)]
        said += [_named(name, fields, options, lang) for name in ("steps", "support", "equation")]
        said += _solved(answer, "text" if table else "answer", lang)
    said.append(_named("tests", fields, options, lang))
    if "label" in options:
        name = options["label"].rsplit(".", 1)[-1]
        said.append(line(lang, name.capitalize(), flat(field(fields, options["label"]))))
    return "\n".join(filter(None, said))


def _of_question(fields: Any, options: Any) -> str:
    path = options["question"]
    parts = [prose(field(fields, one)) for one in path] if isinstance(path, list) else [prose(field(fields, path))]
    if not all(parts):
        return ""
    *before, last = parts
    ended = [part if re.search(r"[.!?]$", part) else f"{part}." for part in before]
    qualifier = flat(field(fields, options.get("qualifier")))
    return " ".join([*ended, last]) + (f" ({qualifier})" if qualifier else "")


def _answer(fields: Any, options: Any, lang: Lang | None) -> str:
    if "answers_at" in options:
        choices = field(fields, options["context"])
        return " ".join(tidy(choices[place]) for place in field(fields, options["answers_at"]))
    if "answers" in options:
        found = field(fields, options["answers"])
        every = list(dict.fromkeys(filter(None, map(flat, found if isinstance(found, list) else [found]))))
        told = all(re.search(r"[.!?]$", one) for one in every)
        return (" " if told else "; ").join(every)
    value = field(fields, options["answer"])
    if isinstance(value, bool):
        return _word("yes" if value else "no", lang)
    return flat(value)


def _solved(answer: str, name: str, lang: Lang | None) -> list[str]:
    """A solution that ends with its result is told as such."""
    answer = _SUM.sub("", answer)
    final = _FINAL.search(answer)
    if not final:
        return [line(lang, _word(name, lang), answer)]
    steps = (answer[: final.start()] + answer[final.end() :]).strip()
    return [line(lang, _word("solution", lang), steps), line(lang, _word(name, lang), final[1].strip())]


def _named(name: str, fields: Any, options: Any, lang: Lang | None) -> str:
    value = field(fields, options.get(name))
    text = "\n".join(filter(None, map(flat, value))) if isinstance(value, list) else flat(value)
    return line(lang, _word(name, lang), text) if text else ""


def _word(name: str, lang: Lang | None) -> str:
    return _WORDS[name][lang == "fr"]
