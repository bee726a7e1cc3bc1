"""The reader of what a program makes: a generator of necker/lessons, by the name of its module.

Lessons may use everything, sources among it, and so stand after them: they are loaded here only when one is read.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from necker.core.errors import UsageError
from necker.core.language import say
from necker.sources.document import Document
from necker.sources.mirror import Source


def read_lesson(source: Source) -> Iterator[Document]:
    """What `read` of the module gives that the option `lesson` names.  Raises UsageError when there is none."""
    name = str(source.options.get("lesson", ""))
    module = f"necker.lessons.{name}"
    try:
        read = importlib.import_module(module).read if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", name) else None
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and not module.startswith(str(error.name)):
            raise
        read = None
    if read is None:
        raise UsageError(say(f"{source.name}: no lesson is called {name!r}", f"{source.name} : aucune leçon {name!r}"))
    yield from read(source)
