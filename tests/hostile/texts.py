"""Texts that mean no good, one idea each."""

from collections.abc import Mapping

_LONG = 10_000

TEXTS: Mapping[str, str] = {
    # -- ends of texts in code --
    "three quotes": 'a """ b',
    "three quotes and code": 'a"""\nimport os\nos.abort()\n"""b',
    "three single quotes": "a ''' b",
    "a quote": 'a"b',
    "a single quote": "a'b",
    "both quotes": "a'b\"c",
    "a quote at the end": 'a "',
    "a backslash at the end": "a \\",
    "two backslashes and a quote": 'a \\\\" b \\" c',
    "escapes": "\\N{DASH} \\u0022 \\x22 \\0 \\",
    "a format": "%s %(a)s {0} {a} {} }{ %",
    "a comment": "a */ b /* c // d",
    "a number sign": "a # b",
    "a bracket": "a[Decimal] | Mapping",
    # -- lines --
    "a line break": "a\nimport os; os.abort()\nb",
    "a carriage return": "a\rimport os\rb",
    "line breaks of the net": "a\r\nX-Evil: 1\r\n\r\nb",
    "other line breaks": "a\x0cb\x0bc\x1cd\x85e",
    "separators": "a\u2028b\u2029c",
    # -- templates --
    "a template": "{{ 7 * 7 }}{% raw %}{# x #}{% endraw %}",
    "another template": "${7*7} `${process.exit(1)}` <%= 7 %> #{7}",
    # -- pages --
    "a script": "a <script>alert(1)</script>",
    "a closed script": "a </script><script>alert(1)",
    "the end of a comment": "a --> b <!-- c ]]> d --!> e",
    "an attribute": "a\" onmouseover='alert(1)' x=\"",
    "an entity": "&lt;script&gt; &#60; &amp;",
    "a fence": "```\n# H\n```\n~~~",
    "backticks": "a `b` `` c ```",
    "a cell": "a | b | c \\| d",
    "a link": "a ](javascript:alert(1)) [x](javascript:alert(1)) ![](https://x/y.png)",
    "an address": "[x]: javascript:alert(1)\n\n[x]",
    "a heading": "# a",
    "an underline": "a\n===\nb\n---",
    "a table": "| a | b |\n|---|---|\n| c | d |",
    "a list": "- a\n- b\n\n      code",
    "emphasis": "**a __b *c _d ~~e",
    # -- shells and paths --
    "a command": "$(touch x) `id` ${HOME} && | > < & ; ! * ~",
    "the end of a word": "'; touch x; '",
    "an option": "--output=/tmp/x",
    "a path that climbs": "../../../../etc/passwd",
    "an absolute path": "/etc/passwd",
    "a path of Windows": "C:\\x\\..\\y CON",
    "an escaped path": "%2e%2e%2f%00%0d%0a",
    "braces": "{id}/{name}[/{x}]",
    "another scheme": "javascript:alert(1)",
    # -- what tools obey --
    "a tag of comments": "@deprecated {@link x} @internal",
    "a directive": "@ts-nocheck",
    "directives of Python": "# type: ignore # noqa -*- coding: utf-7 -*-",
    "a doctest": ">>> import os; os.abort()",
    # -- letters --
    "nul": "a\x00b",
    "control": "a\x1b[31mb\x7f\x08",
    "direction": "a\u202eb\u2066c\u200fd\u2069",
    "a mark": "\ufeffa\ufffe\uffff",
    "unseen": "a\u200bb\u2060c\u00add\U000e0041",
    "emoji": "\U0001f469\u200d\U0001f467 \U0001d54f",
    "compatible letters": "\ufb01 \uff43\uff4c\uff41\uff53\uff53 \xaa \u0130 \xdf",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628\u0649",
    "accents": "Z\u0351\u0327a\u0300" + "\u0301" * 40,
    # -- words --
    "a prototype": "__proto__",
    "a constructor": "constructor",
    "then": "then",
    "toString": "toString",
    "None": "None",
    "class": "class",
    "self": "self",
    "a number": "1e400",
    "not a number": "NaN",
    "a space": " ",
    "points": "...",
    "a minus": "-",
    "a dollar": "$x",
    "a wide word": "x" * _LONG,
    "many words": "word " * (_LONG // 5) + "end",
    # -- several ideas in one --
    "all quotes": 'a """ \'\'\' \\" \\ */ /* // # --> <!-- @c {@d} e[Decimal] | Mapping t.f \\',
    "all templates": "{{ 7 * 7 }}{% raw %} ${7*7} %s {0} <%= 7 %> `b` $(touch x) ; !",
    "all lines": 'a\nimport os; os.abort()\n# H\n```\n- b\n| c | d |\n*/ """\ne',
    "all pages": "a | ](javascript:alert(1)) [x](y) ![](z) &lt; </ script > **b __c",
}
# What `make test` tries; `make soak` tries each idea alone.
SAMPLED = ("all quotes", "all lines")
