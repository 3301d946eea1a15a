"""Fenced blocks of Markdown: what documents show, to be run."""

import re
from pathlib import Path

SERVER = "http://127.0.0.1:8000"


def fenced(document: Path, language: str, after: str = "") -> list[str]:
    """Returns the blocks of `language` in a document, from the line `after` to the next heading."""
    text = document.read_text(encoding="utf-8")
    if after:
        text = text[text.index(f"{after}\n") + len(after) :]
        text = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
