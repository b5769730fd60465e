from parvis.outbox.models.outgoing import Outgoing, Persona

__all__ = ["Outgoing", "Persona"]
