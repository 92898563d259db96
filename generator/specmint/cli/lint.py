"""Say what people would trip over in specs that are sound: opinions, and how to mend them.

`# lint: RULE, because REASON` allows one at its line or the line below. `specmint.toml`
turns rules off: in `[lint]` for all APIs, in `[lint.API]` for one, as `RULE = "REASON"`.
"""

import argparse
from collections.abc import Iterator, Mapping
import tomllib

from specmint.cli.output import plural, print_problems
from specmint.cli.project import choose_apis, load_specs
from specmint.lint import Allowed, find_allowed, hold_allowed, opinions, read_rules
from specmint.lint.table import Rules
from specmint.load import Spec, read_bounded
from specmint.model import Api
from specmint.problems import Place, Problem, Refused, arrange, has_errors

CONFIG = "specmint.toml"
_MOST_BYTES = 1 << 16
Reasons = Mapping[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="all, if none is named")
    parser.add_argument("--json", action="store_true", help="print them as JSON")


def run(args: argparse.Namespace) -> int:
    rules = read_rules()
    names = choose_apis(args.root, args.apis)
    off = _read_config(args, rules, names)
    loaded = load_specs(args.root, names)
    found = loaded.build(loaded.specs)
    if has_errors(found):
        raise Refused(found)
    problems = [
        problem
        for name, api in loaded.apis.items()
        for problem in _lint(loaded.specs[name], api, rules, off[name])
    ]
    print_problems(arrange(problems), as_json=args.json)
    if not args.json and not problems:
        print(f"{plural(len(names), 'API')}: nothing that people would trip over")
    return 1 if problems else 0


def _lint(spec: Spec, api: Api, rules: Rules, off: Reasons) -> Iterator[Problem]:
    listed = list(find_allowed(spec.files))
    yield from (one for one in listed if isinstance(one, Problem))
    allowed = [one for one in listed if isinstance(one, Allowed)]
    found = list(opinions(api))
    met = {one.rule for one in found}
    for rule in off:
        if rule not in met:
            message = f"`{rule}` is off for {api.name}, and finds nothing there"
            yield Problem(Place(CONFIG), "unused-allowance", message, "remove the line")

    def place(path: tuple[str | int, ...]) -> Place:
        return spec.place(path, of_key=True)

    yield from hold_allowed(
        (one for one in found if one.rule not in off),
        [one for one in allowed if one.rule not in off],
        rules,
        place,
    )


def _read_config(
    args: argparse.Namespace, rules: Rules, names: tuple[str, ...]
) -> Mapping[str, Reasons]:
    """Read which rules are off, and why, by API."""
    file = args.root / CONFIG
    if not file.is_file():
        return {name: {} for name in names}
    if file.stat().st_size > _MOST_BYTES:
        raise _refused("it is too large")
    try:
        lint = tomllib.loads(read_bounded(file).decode("utf-8")).get("lint", {})
    except (ValueError, RecursionError) as error:
        raise _refused(f"it is not TOML: {error}") from None
    if not isinstance(lint, dict):
        raise _refused("`lint` is a table")
    whole = {key: value for key, value in lint.items() if not isinstance(value, dict)}
    shared = _off(whole, "lint", rules)
    return {
        name: {**shared, **_off(lint.get(name, {}), f"lint.{name}", rules)}
        for name in names
    }


def _off(table: Mapping[str, object], where: str, rules: Rules) -> Reasons:
    for rule, reason in table.items():
        if rule not in rules:
            raise _refused(
                f"[{where}] turns off `{rule}`, and there is no such opinion"
            )
        if not isinstance(reason, str) or not reason.strip():
            raise _refused(f"[{where}] says no reason for `{rule}`")
    return {rule: str(reason) for rule, reason in table.items()}


def _refused(message: str) -> Refused:
    return Refused([Problem(Place(CONFIG), "bad-config", message)], is_misuse=True)
