from parvis.people.models.merge import Merge, NotSame
from parvis.people.models.person import Identity, Person

__all__ = ["Identity", "Merge", "NotSame", "Person"]
