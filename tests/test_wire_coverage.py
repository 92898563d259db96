"""What the wire cases cover, against bars that may only be raised.

Counted here once more, from the bundles and the cases alone. What is on these lists is
a gap; one that is closed must go from its list, and none may be added in silence.
"""

import re
from typing import Any

from project import NAMES
import pytest
from test_recordings import bundle_of
from wire_cases import FOLDER, document

Json = Any
each_api = pytest.mark.parametrize("name", NAMES)

# Methods that no example calls over a transport that they have, and why.
UNCALLED: dict[str, dict[str, str]] = {}
# Errors of which neither the documents nor a running service told how they come about.
UNOBSERVED: dict[str, set[str]] = {
    "bitcoin": {"InvalidParams", "LimitExceeded"},
    "bitdust": {
        "ShutdownFailed",
        "OptionInvalid",
        "IdentityCreateFailed",
        "IdentityRecoveryFailed",
        "KeyNotLoaded",
        "KeyNotGenerated",
        "KeyNotStored",
        "InputUnreadable",
        "ItemNotFound",
        "LocationNotFound",
        "ParentNotFound",
        "ItemNotCreated",
        "ItemInvalid",
        "RemoteItemNotFound",
        "GroupNotCreated",
        "PingRefused",
        "PingNotSent",
        "ServiceSettingNotFound",
        "DhtUnexpectedResponse",
        "DeviceNotCreated",
        "DeviceConfigurationFailed",
    },
    "icon": {"LackOfResource"},
}
# Kinds of refusals that no request alone brings about.
OF_HANDLERS = {"unimplemented", "fault", "time", "busy"}
# Kinds that the specs name and no case tries.
UNTRIED: dict[tuple[str, str], set[str]] = {
    ("bigchaindb", "http"): {"missing", "request"},  # too many fields, no members
    ("mtgox", "http"): {"request"},  # too many fields
}
# Types that no value of an example is of; most are parts that others include.
UNSEEN: dict[str, set[str]] = {
    "bitcoin": {
        "BlockOutline",
        "CoinbaseOutline",
        "BlockTotals",
        "UnspendableTotals",
        "HashOrHeight",
        "StopArgument",
        "SpentOutput",
        "OutputToSign",
        "SigningError",
        "RelayGuard",
        "WalletTransaction",
        "AddressType",
        "EstimateMode",
    },
    "bitdust": {
        "ServiceModel",
        "OnlineStatus",
        "KeyModel",
        "RemoteVersion",
        "Item",
        "UploadProgress",
        "GroupBasics",
        "KeyParts",
        "UdpSession",
        "NetworkStream",
        "NetworkStreamId",
        "ProxyStatus",
        "ProxySession",
        "ProxyRoute",
        "ProxyClosedRoute",
        "FragmentTransfer",
        "OldCustomerSpace",
    },
    "icon": {"LeaderVote", "ScoreField", "SendTransactionParams"},
    "mtgox": {"TradeProperty", "IpnCommon", "IpnStatus"},
}


def unshown(name: str) -> set[str]:
    """Name the errors that no case ends with."""
    found = document(name)
    seen = {
        one["sees"]["error"]["name"]
        for one in [*found["cases"], *found["errors"]]
        if "error" in one["sees"]
    }
    seen |= {one["error"] for one in found["refused"] if "error" in one}
    return set(bundle_of(name)["errors"]) - seen


@each_api
def test_every_method_has_a_case_over_every_transport(name: str) -> None:
    called = {(one["method"], one["over"]) for one in document(name)["cases"]}
    lacking = [
        f"{method['name']} over {over}"
        for method in bundle_of(name)["methods"]
        for over in method["bindings"]
        if (method["name"], over) not in called
    ]
    assert lacking == list(UNCALLED.get(name, {}))


@each_api
def test_every_error_has_a_case_or_was_never_observed(name: str) -> None:
    errors = bundle_of(name)["errors"]
    unobserved = {key for key, error in errors.items() if "unobserved" in error}
    assert unshown(name) <= unobserved, "they have no case"
    assert unobserved == UNOBSERVED.get(name, set()), "the list may only shrink"


@each_api
def test_every_kind_of_refusal_is_tried(name: str) -> None:
    """But for those that a handler brings about, and those that no request can."""
    for over, transport in bundle_of(name)["transports"].items():
        named = set(transport.get("refuse", {}))
        tried = {
            one["kind"] for one in document(name)["refused"] if one["over"] == over
        }
        assert named - tried - OF_HANDLERS <= UNTRIED.get((name, over), set())


@each_api
def test_the_page_says_the_same(name: str) -> None:
    page = (FOLDER / name / "README.md").read_text("utf-8")
    rows = {
        cells[0]: cells[1:]
        for line in page.splitlines()
        if (cells := [cell.strip() for cell in line.strip("|").split("|")])
    }
    whole, shown, lacking, excused = rows["errors"]
    known = bundle_of(name)["errors"]
    assert (whole, lacking) == (str(len(known)), "")
    assert set(re.findall(r"`(\w+)`", excused)) == unshown(name)
    assert int(shown) == len(known) - len(unshown(name))
    _, _, unseen, _ = rows["types"]
    listed = set(re.findall(r"`(\w+)`", unseen))
    assert listed == UNSEEN.get(name, set()), "the list may only shrink"
