"""Comparing: claims become relations and figures; a sentence is checked against them."""
