"""The screens of places: look, add, care, lists, capture by hand."""
