"""The forms of the hosted pages, a module for each page's area."""
