"""Typed text is harmless: what a spec says stays text, whatever it holds."""

from collections.abc import Callable
import re
import subprocess

from effort import tries
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markup import blocks, headings, is_harmless, kinds, links, shown, tables, tokens
import pytest
from specmint.text import (
    Fence,
    Inline,
    Prose,
    as_cell,
    cell,
    code,
    fence,
    inline,
    joined,
    link,
    prose,
    shell,
    words,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "a <b>bold</b> <img src=x onerror=alert(1)>",
    "<!-- a comment",
    "--> <?php ?> <![CDATA[ ]]>",
    "\\<b>",
    "\\\\<b>",
    "\\`<b>`",
    "\\\\`<b>`",
    "`` ` <b> ``",
    "``` a`b\n<script>",
    "a `\nb `<i>`",
    "a ` b\n- c `<i>`",
    "x\n```\n`<b>",
    "    ```\n<b>\n    ```",
    "- a\n\n      ```\n<b>",
    "> <b>",
    "<javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](< javascript:alert(1)>)",
    "[x](\njavascript:alert(1))",
    "[x]( \tjavascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\\script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x 'title')",
    "![x](javascript:alert(1))",
    "![x](https://example.com/seen.png)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[y]\n\n[y\n]: javascript:alert(1)",
    "- [y]: data:x\n\n[y]",
    "> [y]: data:x\n\n[y]",
    "[a\\]b]: javascript:x\n\n[a\\]b]",
    "](http://x) [",
    "](javascript:alert(1))",
    "](http://a`b) `<i>`",
    "# one",
    "####### seven",
    "#\tone",
    "one\n===",
    "one\n=",
    "one\n---",
    "one\n-",
    "one\n  -  ",
    "- # one",
    "- - # one",
    "1. # one",
    "> # one",
    "- one\n  ===",
    "- one\n  -",
    "* one\n---",
    "> one\n> ---",
    "2. x\n   -\n",
    "one\n\n    # two\n=\n",
    "***",
    "* * *",
    "- - -",
    "_ _ _",
    "| a | b |\n| --- | --- |\n| c | d |",
    "a | b\n--- | ---\nc | d",
    "a\n:-",
    "a\n:-:",
    "`a | b`\n- | -",
    "a | b",
    "a \\| b",
    "a \\\\| b",
    "`a | b`",
    "`a \\| b`",
    "| |\n|-|",
    "```\nnever closed",
    "~~~ x y\n# one",
    "~~~~\n~~~\n# in it\n~~~~\n# after",
    "````\n```\n# in it\n````\n# after",
    "```js\nlet a = `b`\n```",
    "one\r\ntwo\rthree",
    "a\x00b\x1b[31mc\x7f",
    "\u202eabc\u2066\u200f\ufeff",
    "a\u2028b\u2029c\x85d\x0ce",
    "\ud800",
    "{{ 7 * 7 }} {% raw %} {# no #}",
    "&lt;script&gt; &amp; &#60;",
    "trailing \\",
    "a #",
    "a ##",
    "#",
    "\\",
    "`",
    "``",
    "` `",
    "` a `",
    "`a",
    "*a **b _c_ ~~d~~",
    "[ ] x [x]",
    "1986. A great year",
    "a\n2. b",
    "a\n1. b\n   - c\n\n     d",
    "\t- a\n\t\t- b",
    "x" * 20_000,
    "`a` " * 999,
    "](" * 999,
    "[" * 999,
    "<" * 999,
    " ".join("`" * length for length in range(1, 40)),
    "",
    " ",
    "\n\n",
]
PIECES = [
    *"<>`#-=|[]!\\*_&;:a/)é\t",
    "``",
    "```",
    "~~~",
    "##",
    "](",
    "[x]:",
    "1.",
    "2)",
]
PIECES += ["javascript:", "http://", " ", "  ", "    ", "\n", "\n", "\n"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))
SEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\ufeff]")

Test = Callable[[str], None]


def any_text(test: Test) -> Test:
    """Try a test with texts of all kinds; how long that takes is no matter."""
    return settings(deadline=None)(given(TEXTS)(test))


hostile = pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:40]))


def assert_harmless(markdown: str) -> None:
    assert not kinds(markdown) & {"html_block", "html_inline", "image"}, markdown
    assert all(is_harmless(address) for _, address in links(markdown)), markdown
    assert not SEEN.search(markdown), markdown
    markdown.encode()


def assert_one_line(text: Inline) -> None:
    """Assert that it stays within its line wherever templates put a line."""
    assert_harmless(text)
    assert "\n" not in text
    if text.strip():
        assert [b.type for b in blocks(text)][::2] == ["paragraph_open"] * 1 + [
            "paragraph_close"
        ], text
    told = f"# {text}\n\n- {text}\n\n> **W.** {text}\n> {text}\n\n[back](x.md)\n"
    assert_harmless(told)
    assert [level for level, _ in headings(told)] == [1]
    top = [block.type for block in blocks(told) if block.level == 0]
    assert [kind for kind in top if kind.endswith("_open")] == [
        "heading_open",
        "bullet_list_open",
        "blockquote_open",
        "paragraph_open",
    ], text
    assert links(told)[-1] == ("back", "x.md")


def assert_prose(text: str) -> None:
    made = prose(text)
    assert type(made) is Prose
    found = kinds(f"Before.\n\n{made}\n\nAfter.\n\n[back](x.md)\n")
    assert not found & {"heading_open", "table_open", "blockquote_open", "hr"}, made
    assert "code_block" not in found, made
    assert_harmless(f"Before.\n\n{made}\n\nAfter.\n")
    after = blocks(f"Before.\n\n{made}\n\nAfter.\n")[-2]
    if not re.search(r"^ *(?:[-*+]|\d+[.)]) ", made, re.MULTILINE):
        assert (after.content, after.level) == ("After.", 1), made


def assert_cell(text: str) -> None:
    page = f"| a | b | c |\n| --- | --- | --- |\n| 1 | {cell(text)} | 3 |\n"
    assert_harmless(page)
    [rows] = tables(page)
    assert len(rows) == 2
    assert [row[0] for row in rows] + [row[2] for row in rows] == ["a", "1", "c", "3"]


@hostile
def test_hostile_prose_is_paragraphs_lists_and_fences(text: str) -> None:
    assert_prose(text)


@any_text
def test_prose_is_paragraphs_lists_and_fences(text: str) -> None:
    assert_prose(text)


@hostile
def test_a_hostile_line_stays_a_line(text: str) -> None:
    assert_one_line(inline(text))
    assert_one_line(words(text))


@any_text
def test_a_line_stays_a_line(text: str) -> None:
    assert_one_line(inline(text))
    assert_one_line(words(text))


@hostile
def test_a_hostile_cell_stays_one_cell(text: str) -> None:
    assert_cell(text)


@any_text
def test_a_cell_stays_one_cell(text: str) -> None:
    assert_cell(text)


def visible(text: str) -> str:
    flat = SEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
    return re.sub(
        r"[\u061c\u2060-\u2069\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]",
        "\N{REPLACEMENT CHARACTER}",
        flat,
    )


def assert_code(text: str) -> None:
    made = code(text)
    wanted = visible(text).replace("\n", " ") or " "
    [span] = [one for one in tokens(f"x {made} y") if one.type == "code_inline"]
    assert span.content == wanted
    page = f"| a |\n| --- |\n| {as_cell(made)} |\n"
    [[_, [told]]] = tables(page)
    assert told == wanted


@hostile
def test_hostile_code_is_shown_as_it_is(text: str) -> None:
    assert_code(text)


@any_text
def test_code_is_shown_as_it_is(text: str) -> None:
    assert_code(text)


def assert_words(text: str) -> None:
    made = words(text)
    wanted = " ".join(visible(text).split())
    assert shown(blocks(f"x {made}, y")[1].children) == f"x {wanted}, y"
    page = f"| a |\n| --- |\n| x {as_cell(made)} y |\n"
    [[_, [told]]] = tables(page)
    assert told.split() == f"x {wanted} y".split()


@hostile
def test_hostile_words_are_shown_as_they_are(text: str) -> None:
    assert_words(text)


@any_text
def test_words_are_shown_as_they_are(text: str) -> None:
    assert_words(text)


def assert_fence(text: str) -> None:
    made = fence(text, "json")
    assert type(made) is Fence
    block, after, *_ = blocks(f"{made}\n\n# After\n")
    assert (block.type, block.info, after.type) == ("fence", "json", "heading_open")
    assert block.content == visible(text).rstrip("\n") + "\n"


@hostile
def test_a_hostile_fence_holds_its_text_and_no_more(text: str) -> None:
    assert_fence(text)


@any_text
def test_a_fence_holds_its_text_and_no_more(text: str) -> None:
    assert_fence(text)


@hostile
def test_a_link_of_ours_goes_where_it_says(text: str) -> None:
    made = link(words(text), f"page.md#{text.encode(errors='replace').decode()}")
    assert_one_line(made)
    if words(text):
        [(_, address)] = links(made)
        assert address.startswith("page.md#")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("One `a<b>` two.", "One `a<b>` two."),
        ("*a* **b** _c_", "*a* **b** _c_"),
        ("see [the page](https://x.org/a?b=c&d#e)", None),
        ("see [the page](../types.md#a)", None),
        ("see [it](#here)", None),
        ("one\ntwo", "one\ntwo"),
        ("- a\n  b\n- c\n\nd", "- a\n  b\n- c\n\nd"),
        ("- a\n  1. b\n  2. c\n- d", "- a\n  1. b\n  2. c\n- d"),
        ("```json\n{}\n```", "```json\n{}\n```"),
        ("-1 and 0.8.5 and #5 and a_b_c", None),
        ("a\n-1 is less", None),
        ("`a\nb`", "`a b`"),
        ("2013. was", "2013. was"),
        ("a < b", "a \\< b"),
        ("in 2012 or\n2013. Then", "in 2012 or\n2013\\. Then"),
    ],
)
def test_what_belongs_to_prose_is_kept(text: str, what: str | None) -> None:
    assert prose(text) == (text if what is None else what)


def test_a_line_keeps_its_code_and_its_links() -> None:
    text = "Takes `a  <b>`, see [it](https://x.org/a_b) and *that*; snake_case too."
    assert inline(text) == text


@pytest.mark.parametrize("text", ["a #", "a ##", "#", "C# and F#", "# #"])
def test_a_heading_keeps_its_number_signs(text: str) -> None:
    assert headings(f"## {inline(text)}\n") == [(2, text)]
    assert headings(f"## {words(text)}\n") == [(2, text)]


def test_words_that_mean_nothing_to_markdown_stay_as_they_are() -> None:
    text = "block_v2.py, line 7 (of 0.8.5): a/b - c + d = e; #1"
    assert words(text) == text


def test_indenting_keeps_the_class_and_the_first_line() -> None:
    made = Fence("a\nb").indented(2)
    assert (type(made), made) == (Fence, "a\n  b")
    assert joined(", ", [Inline("a"), Inline("b")]) == "a, b"


def sh(words_: list[str]) -> list[str]:
    """Let a real shell take the words apart."""
    line = " ".join(["printf", "'%s\\0'", *map(shell, words_)])
    ran = subprocess.run(
        ["sh", "-c", line], capture_output=True, check=True, env={"LC_ALL": "C"}
    )
    assert not ran.stderr
    return ran.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


def test_a_shell_gets_hostile_words_as_they_are() -> None:
    hard = ["$HOME", "$(id)", "a'b", "'", "''", "a b", "*", "~", "~/x", "=ls", "a=b"]
    hard += ["!x", "\\", "\\n", "-n", "{a,b}", "a;b", "a&b", "a\nb", "#x", "%s", '"']
    hard += [one for one in HOSTILE if len(one) < 999 and one.isprintable()]
    assert sh(hard) == hard


@settings(max_examples=tries(60), deadline=None)
@example(["\ufeff", "\x7f", "\r\n"])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_a_shell_gets_words_as_they_are(given_words: list[str]) -> None:
    assert sh(given_words) == [word.replace("\0", "") for word in given_words]


def test_blanks_within_a_line_cost_no_time() -> None:
    blanks = " " * 500_000
    assert inline(f"a{blanks}b\n \n c") == f"a{blanks}b c"
