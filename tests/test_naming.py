"""Anchors are those that GitHub makes."""

from hypothesis import given
from hypothesis import strategies as st
import pytest
from specmint.naming import anchors, slug


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("icx_getBalance", "icx_getbalance"),
        ("JSON-RPC", "json-rpc"),
        ("Wallet: sending", "wallet-sending"),
        ("Good to know", "good-to-know"),
        ("a  b", "a--b"),
        ("T_ADDR", "t_addr"),
        ("0.8.5 & later", "085--later"),
        ("What's (new)?", "whats-new"),
        ("Größe der Äpfel", "größe-der-äpfel"),
        ("naïve e\u0301", "naïve-e\u0301"),
        ("日本語", "日本語"),
        ("a‿b", "a‿b"),
        ("½ €", "½-"),
        ("“quoted” § sign", "quoted--sign"),
        ("", ""),
    ],
)
def test_a_slug_keeps_letters_digits_hyphens_and_underscores(
    heading: str, anchor: str
) -> None:
    assert slug(heading) == anchor


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "A", "a"], ["a", "a-1", "a-2"]),
        (["Orders", "orders"], ["orders", "orders-1"]),
        (["a-1", "a", "a"], ["a-1", "a", "a-2"]),
        (["a", "a", "a-1"], ["a", "a-1", "a-1-1"]),
        ([], []),
    ],
)
def test_a_repeated_anchor_is_numbered(headings: list[str], wanted: list[str]) -> None:
    assert list(anchors(headings)) == wanted


@given(st.lists(st.text("aA1-? ")))
def test_no_two_headings_share_an_anchor(headings: list[str]) -> None:
    made = anchors(headings)
    assert len(set(made)) == len(made) == len(headings)
