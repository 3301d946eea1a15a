"""Prints the size of `app/`: `python -m tools.code_size`.

A line of code is one that holds more than white space, a comment or a docstring.
"""

import ast
import io
import json
import statistics
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
METHODS = {"delete", "get", "head", "options", "patch", "post", "put", "trace"}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def code_lines(source: str) -> int:
    """Returns the number of lines of code in a module."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {
        line
        for token in tokens
        if token.type not in NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(lines - set(_docstring_lines(ast.parse(source))))


def _docstring_lines(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            yield from _lines(node.body[0])


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def function_lengths(source: str) -> list[int]:
    """Returns the lines of each function from `def` to its end, docstring and comments included."""
    nodes = ast.walk(ast.parse(source))
    return [len(_lines(node)) for node in nodes if isinstance(node, FUNCTIONS)]


def operations(contract: Path) -> int:
    """Returns the number of operations of an OpenAPI document."""
    paths = json.loads(contract.read_text(encoding="utf-8"))["paths"]
    return sum(len(METHODS & members.keys()) for members in paths.values())


def report(package: Path, contract: Path) -> str:
    """Returns the sizes of a package as text, and its lines for each operation of the contract."""
    sources = {
        path.relative_to(package): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*.py"))
    }
    counted = {path: code_lines(source) for path, source in sources.items()}
    files = Counter(path.parent for path in sources)
    lengths = [length for source in sources.values() for length in function_lengths(source)]
    total, number = sum(counted.values()), operations(contract)
    return "\n".join(
        [
            "Lines of code by package",
            *_rows(_by_package(counted)),
            f"{total:8,}  in total",
            "",
            "Files by folder",
            *_rows(
                (f"{package.name}/{folder}".removesuffix("/."), n) for folder, n in files.items()
            ),
            f"{len(sources):8,}  in total",
            "",
            f"Functions: {_spread(lengths)}",
            f"Operations: {number:,}; lines of code for each: {total / number:,.0f}",
        ]
    )


def _by_package(counted: dict[Path, int]) -> Iterable[tuple[str, int]]:
    packages: Counter[str] = Counter()
    for path, lines in counted.items():
        packages[path.parts[0] if len(path.parts) > 1 else "modules at the top"] += lines
    return packages.most_common()


def _rows(sizes: Iterable[tuple[str, int]]) -> list[str]:
    return [f"{size:8,}  {name}" for name, size in sizes]


def _spread(lengths: list[int]) -> str:
    tenths = statistics.quantiles(lengths, n=10, method="inclusive")
    return f"{len(lengths):,}, median {statistics.median(lengths):.0f} lines, p90 {tenths[-1]:.0f}"


if __name__ == "__main__":
    print(report(TOP / "app", TOP / "openapi.json"))
