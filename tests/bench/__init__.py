"""How long pages take, over what they cannot do without. `make bench`."""
