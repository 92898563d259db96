"""Names and texts that mean no good stay names and texts in TypeScript."""

from dataclasses import replace
from pathlib import Path

from apis import TEXT, http, make_api, make_error, make_method, ref, rpc
from specmint.lower import lower
from specmint.model import (
    NO_FACTS,
    Api,
    Binding,
    Enum,
    Field,
    List,
    Map,
    Match,
    Part,
    Record,
    Type,
    Union,
    Use,
    Value,
)
from specmint.render import render
from specmint.targets.typescript import NAME
from specmint.text.typescript import js_doc, tag, ts_literal
from typescript_samples import prepare
from typescript_tools import run, tool

BAD = "*/ `${process.exit(7)}` </script> \"'\\ \u2028 // {@link x} ${x}"
MEMBERS = ("class", "__proto__", "constructor", 'a"b\\', "extra", "foo_bar", "fooBar")
METHODS = ("delete", "delete_", "send", "constructor", "__proto__", "then", "class")


def hostile() -> Api:
    facts = replace(NO_FACTS, doc=BAD)
    said = replace(TEXT, facts=facts)
    words = tuple(Value(text, "", facts) for text in ('a"b', "*/", 'it\'s "x"'))
    tagged = Record(fields=(Field("kind", TEXT),))
    types: dict[str, Type] = {
        "Json": Record(fields=tuple(Field(name, said) for name in MEMBERS)),
        "Promise": Enum(values=words, open=True),
        "Record": Union("tag", (("a", ref("One")), ("b*/", ref("Two"))), tag="kind"),
        "One": tagged,
        "Two": tagged,
        "Map": Map(ref("Json"), TEXT),
        "Loop": Union("kind", (("string", TEXT), ("list", Use(List(ref("Loop")))))),
    }
    params = (
        Field("await", ref("Json")),
        Field("params", ref("Promise"), optional=True),
        Field("options", ref("Map"), optional=True),
        Field("again", ref("Loop"), optional=True),
    )
    ways = (
        Binding("rpc", method="x", path="/"),
        Binding("http", verb="POST", path="/x/{a}", ok=(200,)),
    )
    methods = tuple(
        make_method(
            name,
            params=params,
            result=ref("Record"),
            bindings=ways,
            summary=BAD,
            warnings=(BAD,),
        )
        for name in METHODS
    )
    text = Match(text='no {name} "here" {code}*/')
    return make_api(
        types,
        methods=methods,
        transports=(replace(rpc(), path="/"), http()),
        errors={
            "ApiError": make_error(
                "ApiError", text, parts=(Part("name", TEXT), Part("code", TEXT))
            ),
            "x*/": make_error("x*/", Match(token='a"b')),
        },
        words=("Tiny",),
        summary=BAD,
        title=BAD,
    )


def test_what_means_no_good_compiles_is_printed_just_so_and_does_nothing(
    tmp_path: Path,
) -> None:
    prepare(tmp_path)
    for path, text in render(lower(hostile(), NAME, {})):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    ran = run(tool("typescript-today/bin/tsc"), "--project", tmp_path / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout
    ran = run(tmp_path / "index.ts")
    assert ran.returncode == 0, ran.stderr


def test_a_comment_cannot_be_closed() -> None:
    assert js_doc(["a */ b"], 80) == "/** a *\\/ b */"
    assert "*/" not in js_doc(["x " * 80 + "*/"], 80).removesuffix("*/")


def test_a_text_is_quoted_as_prettier_does() -> None:
    assert ts_literal('say "x"') == "'say \"x\"'"
    assert ts_literal("it's") == '"it\'s"'
    assert ts_literal("</script>\u2028") == '"<\\/script>\\u2028"'
    assert ts_literal(2**60) == f"{2**60}n"


def test_a_word_that_wrapping_puts_first_is_no_tag() -> None:
    told = js_doc([f"{'A word. ' * 9}@deprecated since then."], 80)
    assert " * \\@deprecated since then." in told.split("\n")


def test_a_word_of_a_text_is_no_tag() -> None:
    told = js_doc(["@deprecated a @b {@link c} d@e", tag("returns", "f @g")], 80)
    assert " * \\@deprecated a \\@b {\\@link c} d@e\n" in told
    assert told.endswith(" *\n * @returns f \\@g\n */")
