from parvis.people.models.likeness import Comparing, MatchKey, Suggestion
from parvis.people.models.merge import Apart, Merge, NotSame
from parvis.people.models.person import Identity, Person

__all__ = ["Apart", "Comparing", "Identity", "MatchKey", "Merge", "NotSame", "Person", "Suggestion"]
