from parvis.people.models.dossier import Consent, Erased, Export, Import, Note, RefusedLine
from parvis.people.models.merge import Merge, NotSame
from parvis.people.models.person import Identity, Person

__all__ = ["Consent", "Erased", "Export", "Identity", "Import", "Merge", "NotSame", "Note", "Person", "RefusedLine"]
