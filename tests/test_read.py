"""Sources -> documents: names, encodings, front matter, Markdown, HTML, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, ReadError
from kg.model import Document
from kg.read import MAX_BYTES, find, read
from kg.read.heading import parse_date, top_of

ROOT = Path(__file__).resolve().parent.parent


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def names(*sources: Path) -> list[str]:
    return [name for name, _ in find(sources)[0]]


def one(tmp_path: Path, content: str | bytes, name: str = "a.txt") -> Document:
    return read(written(tmp_path, {name: content}) / name, name)


def test_names_are_relative_and_sorted(tmp_path: Path) -> None:
    written(tmp_path, {"b.txt": "b", "a.md": "a", "sub/c.HTML": "c", "sub/deep/d.txt": "d"})
    assert names(tmp_path) == ["a.md", "b.txt", "sub/c.HTML", "sub/deep/d.txt"]


def test_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one", {"a.txt": "1"}), written(tmp_path / "two", {"b.txt": "2"})
    assert find([one, two]) == find([two, one])


def test_unknown_suffixes_are_skipped_in_folders_and_refused_by_name(tmp_path: Path) -> None:
    written(tmp_path, {"a.txt": "a", "b.docx": "b"})
    assert names(tmp_path) == ["a.txt"]
    found, failures = find([tmp_path / "a.txt", tmp_path / "b.docx"])
    assert [name for name, _ in found] == ["a.txt"]
    assert [(f.source, f.stage) for f in failures] == [("b.docx", "read")]
    assert ".txt" in failures[0].reason


@pytest.mark.parametrize(
    ("files", "sources", "expected"),
    [
        (["one/x.txt", "two/x.txt"], ["one", "two"], ["one/x.txt", "two/x.txt"]),
        (["p/n/x.txt", "q/n/x.txt"], ["p/n", "q/n"], ["p/n/x.txt", "q/n/x.txt"]),
        (["one/x.txt", "two/x.txt", "all/one/x.txt"], ["one", "two", "all"], ["all/one/x.txt", None, "two/x.txt"]),
        (["one/x.txt", "one/y.txt"], ["one", "one/x.txt"], ["x.txt", "y.txt"]),
        (["one/sub/x.txt"], ["one", "one/sub/x.txt"], ["sub/x.txt"]),
    ],
)
def test_equal_names_get_the_folder_in_front(tmp_path: Path, files: list[str], sources: list[str], expected: list[str | None]) -> None:
    written(tmp_path, dict.fromkeys(files, "text"))
    got = names(*(tmp_path / source for source in sources))
    assert len(set(got)) == len(expected)
    for name, want in zip(got, expected, strict=True):
        assert name == want if want else name.endswith("one/x.txt")


def test_hidden_files_and_output_folders_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, {"a.txt": "a", ".git/b.txt": "b", ".c.txt": "c", "output/.kg/extractions.jsonl": "", "output/graph.html": "<p>"})
    assert names(tmp_path) == ["a.txt"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    written(tmp_path, {"sub/a.txt": "a"})
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["sub/a.txt"]


def test_a_broken_link_is_a_failure_not_an_absence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere.txt")
    [(name, path)] = find([tmp_path])[0]
    with pytest.raises(ReadError, match="can't be opened"):
        read(path, name)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "a.txt").touch()
    with pytest.raises(ReadError, match=r"^can't be opened \(Permission denied\); change its permissions or leave it out$"):
        read(tmp_path / "a.txt", "a.txt")


def test_a_folder_without_documents(tmp_path: Path) -> None:
    written(tmp_path, {"a.docx": "a"})
    with pytest.raises(KgError, match=r"holds no documents; put .*txt"):
        find([tmp_path])


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no such file or folder"):
        find([tmp_path / "artcles"])


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("a")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    found, failures = find([tmp_path])
    assert found == []
    assert "not UTF-8; rename" in failures[0].reason
    assert failures[0].source.encode()


ENCODED = [
    ("plain", "Zoë’s".encode(), "Zoë’s"),
    ("UTF-8 with a mark", "Zoë’s".encode("utf-8-sig"), "Zoë’s"),
    ("UTF-16, little end first", b"\xff\xfe" + "Zoë’s 🙂".encode("utf-16-le"), "Zoë’s 🙂"),
    ("UTF-16, big end first", b"\xfe\xff" + "Zoë’s 🙂".encode("utf-16-be"), "Zoë’s 🙂"),
    ("Windows newlines", b"a\r\nb\rc\n", "a\nb\nc\n"),
    ("spaces kept", b"  a \t .\n\n\n b", "  a \t .\n\n\n b"),
]


@pytest.mark.parametrize(("data", "text"), [row[1:] for row in ENCODED], ids=[row[0] for row in ENCODED])
def test_encodings(tmp_path: Path, data: bytes, text: str) -> None:
    assert one(tmp_path, data).text == text


REFUSED = [
    ("empty", b"", "is empty"),
    ("blank", b" \n\t\n", "is empty"),
    ("only a mark", b"\xef\xbb\xbf", "is empty"),
    ("binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    ("binary that is UTF-8", b"abc\0def", "binary"),
    ("Latin-1", "Zoë says".encode("latin-1"), r"is not UTF-8 \(byte 2\); convert it, for instance with: iconv"),
    ("half a UTF-16", b"\xff\xfea", "is not UTF-16"),
]


@pytest.mark.parametrize(("data", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        one(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 30_000_000)
    with pytest.raises(ReadError, match=r"has 50 MB, more than the 20 MB that kg takes; split it"):
        read(path, "a.txt")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1).filter(lambda t: t.strip()))
def test_utf8_text_is_kept_to_the_letter(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    if text.startswith(("---", "\ufeff", "\ufffe")):
        return
    path = tmp_path_factory.mktemp("law") / "a.txt"
    path.write_bytes(text.encode())
    assert read(path, "a.txt").text == text


FRONT = '---\ntitle: "A: a story"\nAuthor: Ines Okafor\ndate: 3 May 2024\nurl: https://example.org/a\ntags: x\n---\n'


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_front_matter_is_metadata_and_no_text(tmp_path: Path, name: str) -> None:
    found = one(tmp_path, FRONT + "Body of it.\n", name)
    assert found.text == "Body of it.\n"
    fields = (found.title, found.author, found.publisher, found.date, found.url, found.language)
    assert fields == ("A: a story", "Ines Okafor", None, "2024-05-03", "https://example.org/a", "en")


@pytest.mark.parametrize("text", ["---\nA dash above, no keys below.\n---\nx", "--- a\nx: y\n", "x\n---\ntitle: y\n---\n"])
def test_what_is_no_front_matter_stays(tmp_path: Path, text: str) -> None:
    assert one(tmp_path, text).text == text


MARKDOWN = [
    ("# A title\n\nText.", "A title\n\nText."),
    ("**Zephyr** and __two words__", "Zephyr and two words"),
    ("*so* and _so_ but snake_case_name and 2 * 3 * 4", "so and so but snake_case_name and 2 * 3 * 4"),
    ("[Zephyr](https://example.org) and [it][1]\n\n[1]: https://example.org", "Zephyr and it\n\n"),
    ("![a chip](chip.png)\nText", "\nText"),
    ("> quoted\n> text", "quoted\ntext"),
    ("- one\n- two", "- one\n- two"),
    ("uses `Quill-2` now", "uses Quill-2 now"),
    ("```\ncode\n```\nText", "\nText"),
    (r"5 \* 3 \_x\_", "5 * 3 _x_"),
    ("Price: $5 [sic] (2024)", "Price: $5 [sic] (2024)"),
]


@pytest.mark.parametrize(("source", "text"), MARKDOWN)
def test_markdown_loses_its_marks(tmp_path: Path, source: str, text: str) -> None:
    assert one(tmp_path, source, "a.md").text == text


PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="%s"><title>Quill-2 is out — The Weekly Lathe</title>
<meta name="author" content="Ines Okafor"><meta property="og:site_name" content="The Weekly Lathe">
<meta property="article:published_time" content="2024-05-03"></head><body>
<nav><a href="/">Home</a> <a href="/about">About the paper</a></nav>
<article><h1>Quill-2 is out</h1>
<p>Zephyrine, a small company in Graz, published its model Quill-2 on Friday. “It cost €3 million,” said Ines Okafor.</p>
<p>The company has 40 employees and wants to hire another dozen before the summer, according to two people who work there.</p></article>
<footer>Copyright, cookies and contact</footer><script>var secret = 1</script></body></html>"""


@pytest.mark.parametrize(("declared", "encoding"), [("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("iso-8859-1", "cp1252")])
def test_html_gives_the_article_without_its_furniture(tmp_path: Path, declared: str, encoding: str) -> None:
    found = one(tmp_path, (PAGE % declared).encode(encoding, errors="replace"), "a.html")
    assert "“It cost €3 million,” said Ines Okafor." in found.text
    for furniture in ("About the paper", "cookies", "secret"):
        assert furniture not in found.text
    assert found.title is not None
    assert found.title.startswith("Quill-2 is out")
    assert (found.author, found.publisher, found.date, found.language) == ("Ines Okafor", "The Weekly Lathe", "2024-05-03", "en")


def test_html_without_an_article(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="holds no article"):
        one(tmp_path, "<html><body><script>let a = 1</script><img src='a.png'></body></html>", "a.html")


def test_html_of_an_unknown_encoding(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="unknown encoding x-klingon; convert it"):
        one(tmp_path, '<html><head><meta charset="x-klingon"></head><body><p>Text</p></body></html>', "a.html")


DATES = [
    ("Friday, January 31, 2025", "2025-01-31"),
    ("31 January 2025", "2025-01-31"),
    ("Jan. 3, 2025", "2025-01-03"),
    ("Sept 3 2025", "2025-09-03"),
    ("3rd May 2024", "2024-05-03"),
    ("2024-05-03T10:00:00Z", "2024-05-03"),
    ("May 2024", "2024-05"),
    ("2024-05", "2024-05"),
    ("2024", "2024"),
    ("31 February 2024", None),
    ("Jan 26", None),
    ("Marchand 3, 2024", None),
    ("32", None),
]


@pytest.mark.parametrize(("written", "iso"), DATES)
def test_dates(written: str, iso: str | None) -> None:
    assert parse_date(written) == iso


TOPS = [
    (
        "A river runs through the data centre\nBy Ines Okafor\nMay 3, 2024 at 9:30 a.m. CET\n\nBody text here.",
        ("Ines Okafor", "2024-05-03"),
    ),
    ("A river runs through the data centre\nIndustry | Updated 3 May 2024 | 4 min read\nBody text here.", (None, "2024-05-03")),
    ("A river runs through it all\n\nGRAZ, 3 May 2024 (Lathe Wire) — Zephyrine said so.\n", (None, "2024-05-03")),
    ("A river runs through it all\n\nOn 3 May 2024 Zephyrine said so.\n", (None, None)),
    ("By the river stands a data centre\n\nBy 2024 it was full.\n", (None, None)),
    ("\n".join(["A line of text."] * 9) + "\n3 May 2024\n", (None, None)),
]


@pytest.mark.parametrize(("text", "expected"), TOPS)
def test_byline_and_date_near_the_top(text: str, expected: tuple[str | None, str | None]) -> None:
    top = top_of(text)
    assert (top.author, top.date) == expected


TITLES = [
    ("A river runs through it\n\nBody text.", "A river runs through it"),
    ("Friday, May 3, 2024\n\nA river runs through it\n\nBody text.", "A river runs through it"),
    ("Zephyrine was founded in Graz in 2021.\nIt has 40 employees.", None),
    ("A text of one line without an end", None),
    ("Zephyrine\nQuill-2\nText.", None),
    (" ".join(["word"] * 30) + "\nText.", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title(text: str, title: str | None) -> None:
    assert top_of(text).title == title


def test_dateline_names_the_publisher() -> None:
    assert top_of("GRAZ, 3 May 2024 (Lathe Wire) — Zephyrine said so.\nMore.").publisher == "Lathe Wire"
