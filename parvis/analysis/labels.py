"""The names of the codes that a reading carries, for whoever shows them."""

from __future__ import annotations

from parvis.core.messages import Message

SENTIMENTS = {"negative": Message("Negative"), "neutral": Message("Neutral"), "positive": Message("Positive")}
INTENTS = {
    "complaint": Message("Complaint"),
    "question": Message("Question"),
    "help": Message("Call for help"),
    "praise": Message("Praise"),
    "suggestion": Message("Suggestion"),
    "purchase": Message("Wish to buy"),
    "spam": Message("Spam"),
    "crisis": Message("Sign of a crisis"),
    "abuse": Message("Abuse"),
    "other": Message("Other"),
}
TIERS = {
    "none": Message("Nothing toxic"),
    "insult": Message("Insult"),
    "threat": Message("Threat"),
    "hate": Message("Hate"),
}
REGISTERS = {
    "tu": Message("Says tu"),
    "vous": Message("Says vous"),
    "mixed": Message("Mixes tu and vous"),
    "none": Message("Neither tu nor vous"),
}
