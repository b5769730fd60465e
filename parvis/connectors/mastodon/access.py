"""How far Parvis may be let in, and what each level honestly allows."""

from __future__ import annotations

from parvis.connectors.accounts import Allowance, Level, Offer
from parvis.core.messages import Message

READ_SCOPES = ("read:accounts", "read:statuses", "read:notifications", "read:search")
LEVELS = (
    Level("answer", Message("Read and answer"), (*READ_SCOPES, "write:statuses")),
    Level("read", Message("Read only"), READ_SCOPES),
)

_READING = (
    Allowance(Message("Read what is said to the account: mentions and answers"), True),
    Allowance(
        Message("Read hashtags and public accounts"),
        True,
        Message("Only what has reached this server: no server of the fediverse sees everything."),
    ),
    Allowance(
        Message("Search for words"),
        True,
        Message("Where the server offers it, and only among posts whose authors agreed to be found."),
    ),
    Allowance(
        Message("Count favourites, boosts and answers"), True, Message("As known to this server, which is often less.")
    ),
    Allowance(
        Message("Read private messages to the account"),
        True,
        Message("Only if you choose it. They stand in a secret place: no watch, no search, no figure sees them."),
    ),
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
    Allowance(Message("Follow, block, mute, favourite or boost"), False, Message("Not asked for.")),
    Allowance(Message("Change the profile or remove posts"), False, Message("Not asked for.")),
    Allowance(Message("See who reads: views and reach"), False, Message("The network does not count them.")),
)


def allowances(level: str) -> tuple[Allowance, ...]:
    return (*_READING, _ANSWERING if level == "answer" else _NOT_ANSWERING, *_NEVER)


OFFERS = (
    Offer(
        "mentions",
        Message("Mentions and answers"),
        Message("What is said to the account, with the conversation around it."),
        usual=True,
    ),
    Offer(
        "account", Message("What the account says"), Message("Its own posts and the answers they receive."), usual=True
    ),
    Offer(
        "tag",
        Message("Hashtags"),
        Message("Public posts under a hashtag, as far as this server knows them."),
        Message("Hashtags, separated by spaces"),
    ),
    Offer(
        "search",
        Message("Searches"),
        Message("Posts that hold some words, where the server offers search."),
        Message("Words to search for"),
    ),
    Offer(
        "messages",
        Message("Private messages"),
        Message("Direct messages to the account, in a secret place. Your team reads them; watches and figures do not."),
    ),
)
