"""Every kind of chart on one page, drawn by both renderers, to be looked at: `make gallery`."""
