"""Names that lead to names: which go in a circle, and how far the others lead."""

from collections.abc import Collection, Mapping

Graph = Mapping[str, Collection[str]]


def heights(graph: Graph) -> dict[str, int]:
    """Count the steps to the farthest end; names that lead into a circle have none."""
    waits = {name: {to for to in leads if to in graph} for name, leads in graph.items()}
    above: dict[str, list[str]] = {name: [] for name in graph}
    for name, leads in waits.items():
        for to in leads:
            above[to].append(name)
    found = dict.fromkeys((name for name in graph if not waits[name]), 0)
    ready = list(found)
    while ready:
        done = ready.pop()
        for name in above[done]:
            waits[name].discard(done)
            if not waits[name]:
                inner = [found[to] for to in graph[name] if to in found]
                found[name] = 1 + max(inner)
                ready.append(name)
    return found


def circles(graph: Graph) -> list[str]:
    """Name, in order, those that lead back to themselves."""
    tangled = {name: graph[name] for name in graph.keys() - heights(graph).keys()}
    back: dict[str, list[str]] = {name: [] for name in tangled}
    for name, leads in tangled.items():
        for to in leads:
            if to in back:
                back[to].append(name)
    # What leads into a circle has an end once the arrows are turned around.
    return [name for name in graph if name in back.keys() - heights(back).keys()]
