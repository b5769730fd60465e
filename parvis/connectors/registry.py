"""The networks that Parvis knows: a folder with a `connector` module that defines `CONNECTOR` is one; nothing else to edit."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil

from parvis import connectors
from parvis.connectors.contract import Connector


@functools.cache
def all_connectors() -> dict[str, Connector]:
    """Every network by its name, in alphabetical order of folders."""
    found = {}
    for folder in pkgutil.iter_modules(connectors.__path__):
        name = f"{connectors.__name__}.{folder.name}.connector"
        if folder.ispkg and importlib.util.find_spec(name):
            module = importlib.import_module(name)
            connector: Connector = module.CONNECTOR
            found[connector.network] = connector
    return found


def connector_for(network: str) -> Connector:
    """Raises KeyError when no such network is installed."""
    return all_connectors()[network]
