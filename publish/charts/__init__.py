"""Drawings on the pages: their geometry. How they look is in the templates and the style sheet."""
