"""What an app password lets Parvis do, and what Parvis does of it, honestly."""

from __future__ import annotations

from parvis.connectors.accounts import Allowance, Level, Offer
from parvis.connectors.bluesky.session import WHERE
from parvis.connectors.contract import Need
from parvis.core.messages import Message

SCOPES = ("com.atproto.appPass",)
LEVELS = (
    Level("answer", Message("Read and answer"), SCOPES),
    Level("read", Message("Read only"), SCOPES),
)
ASKS = (
    Need("handle", Message("Handle of the account"), Message("As in the profile: zoe.bsky.social, or your own domain.")),
    Need("password", Message("App password"), WHERE, secret=True),
)  # fmt: skip
WARNING = Message(
    "Never the main password: an app password is made for one program, cannot change the account, and is removed alone."
)

_READING = (
    Allowance(Message("Read what is said to the account: mentions, answers and quotes"), True),
    Allowance(Message("Read public accounts, lists, hashtags and conversations"), True),
    Allowance(
        Message("Search for words"),
        True,
        Message("In what the network's own index keeps, which leaves some posts out."),
    ),
    Allowance(Message("Count likes, reposts, quotes and answers"), True),
)
_ANSWERING = Allowance(
    Message("Answer as this account"),
    True,
    Message("Each answer is sent by a person of your team; none leaves by itself."),
)
_NOT_ANSWERING = Allowance(
    Message("Answer as this account"), False, Message("You copy your answer and post it yourself.")
)
_NEVER = (
    Allowance(
        Message("Follow, block, like, repost, or remove posts"),
        False,
        Message("An app password would allow it, the network knows no narrower one; Parvis does none of it."),
    ),
    Allowance(
        Message("Read or write private messages"),
        False,
        Message("Leave that box empty when you make the app password: Parvis has no use for it."),
    ),
    Allowance(
        Message("Change the handle, the address or the password, or remove the account"),
        False,
        Message("An app password cannot."),
    ),
    Allowance(Message("See who reads: views and reach"), False, Message("The network does not count them.")),
)


def allowances(level: str) -> tuple[Allowance, ...]:
    return (*_READING, _ANSWERING if level == "answer" else _NOT_ANSWERING, *_NEVER)


OFFERS = (
    Offer(
        "mentions",
        Message("Mentions, answers and quotes"),
        Message("What is said to the account, with the conversation around it."),
        usual=True,
    ),
    Offer(
        "account", Message("What the account says"), Message("Its own posts and the answers they receive."), usual=True
    ),
    Offer(
        "tag",
        Message("Hashtags"),
        Message("Public posts under a hashtag."),
        Message("Hashtags, separated by spaces"),
    ),
    Offer(
        "search",
        Message("Searches"),
        Message("Public posts that hold some words."),
        Message("Words to search for"),
    ),
)
