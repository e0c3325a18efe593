"""How dates are written: Django's own en_GB shortens months, we spell them out."""
