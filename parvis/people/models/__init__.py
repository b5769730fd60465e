from parvis.people.models.dossier import Consent, Erased, Export, Import, Note, RefusedLine
from parvis.people.models.likeness import Comparing, MatchKey, Suggestion
from parvis.people.models.merge import Apart, Merge, NotSame
from parvis.people.models.person import Identity, Person

__all__ = [
    "Apart",
    "Comparing",
    "Consent",
    "Erased",
    "Export",
    "Identity",
    "Import",
    "MatchKey",
    "Merge",
    "NotSame",
    "Note",
    "Person",
    "RefusedLine",
    "Suggestion",
]
