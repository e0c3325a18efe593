"""How long pages and statistics take, over what they cannot do without. `make bench`."""
