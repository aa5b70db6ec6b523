"""
Writes the synchronous client, src/latchkey/_sync, from the asynchronous one: every method is written once.

    python tools/generate_sync.py [--check]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "latchkey"
SOURCE = PACKAGE / "_async"
TARGET = PACKAGE / "_sync"

# In this order. Words first, then what is left of the grammar.
REPLACEMENTS = [
    (r"Async(?=[A-Z])", ""),
    (r"\baexchange\b", "exchange"),
    (r"\baclose\b", "close"),
    (r"\banyio\.sleep\b", "time.sleep"),
    (r"^import anyio$", "import time"),
    (r"latchkey\._async\b", "latchkey._sync"),
    (r"\bPages\b", "Page"),
    (r"str \| Awaitable\[str\]", "str"),
    (r"Awaitable\[T\]", "T"),
    (r"import Awaitable, Callable, Mapping", "import Callable, Mapping"),
    (r"^ +if inspect\.isawaitable\(token\):\n +token = await token\n", ""),
    (r"^import inspect\n", ""),
    (r"\b__aenter__\b", "__enter__"),
    (r"\b__aexit__\b", "__exit__"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r'^""".*"""\n', ""),
]


def sync_of(text: str) -> str:
    for pattern, replacement in REPLACEMENTS:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    # Where it belongs in the order of imports.
    if "import time\n" in text:
        text = text.replace("import time\n", "", 1).replace("import random\n", "import random\nimport time\n", 1)
    return f"# Generated from _async by tools/generate_sync.py. Don't edit.\n{text}"


def generate() -> dict[Path, str]:
    return {TARGET / path.name: sync_of(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.glob("*.py"))}


def main() -> int:
    files = generate()
    if "--check" in sys.argv:
        return 0 if all(path.read_text(encoding="utf-8") == text for path, text in files.items()) else 1
    TARGET.mkdir(exist_ok=True)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
