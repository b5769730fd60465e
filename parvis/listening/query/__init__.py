"""The language of watches: `parse` a text, `format` a tree, store it, propose what to leave out. Plain Python."""

from parvis.listening.query.ast import Node
from parvis.listening.query.errors import Notice, Problem, QueryError
from parvis.listening.query.exclusions import besides, exclude, terms_for_exclusion
from parvis.listening.query.formatter import format
from parvis.listening.query.parser import Query, parse
from parvis.listening.query.stored import from_json, to_json

__all__ = [
    "Node", "Notice", "Problem", "Query", "QueryError",
    "besides", "exclude", "format", "from_json", "parse", "terms_for_exclusion", "to_json",
]  # fmt: skip
