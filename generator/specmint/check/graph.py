"""Names that lead to names: which go in a circle, and how far the others lead."""

from collections.abc import Collection, Mapping

Graph = Mapping[str, Collection[str]]


def turned(graph: Graph) -> dict[str, list[str]]:
    """Turn all arrows around; those that lead out of the graph are left out."""
    back: dict[str, list[str]] = {name: [] for name in graph}
    for name, leads in graph.items():
        for to in back.keys() & leads:
            back[to].append(name)
    return back


def heights(graph: Graph) -> dict[str, int]:
    """Count the steps to the farthest end; names that lead into a circle have none."""
    back = turned(graph)
    waits = {name: len(graph.keys() & leads) for name, leads in graph.items()}
    found = {name: 0 for name in graph if not waits[name]}
    ready = list(found)
    while ready:
        done = ready.pop()
        for name in back[done]:
            waits[name] -= 1
        free = [name for name in back[done] if not waits[name]]
        for name in free:
            found[name] = 1 + max(found[to] for to in graph[name] if to in found)
        ready += free
    return found


def circles(graph: Graph) -> list[str]:
    """Name, in order, those that lead back to themselves."""
    tangled = {name: graph[name] for name in graph.keys() - heights(graph).keys()}
    # What leads into a circle has an end once the arrows are turned around.
    back = turned(tangled)
    on_circle = back.keys() - heights(back).keys()
    return [name for name in graph if name in on_circle]
