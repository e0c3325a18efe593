"""Measures and their data: definitions, data points, events, phases, annotations, faces and charts.

`spc/` (statistics) and `disclosure/` (rules that protect small numbers) are plain Python. May import
`projects`, `ftc_qi.accounts` and `ftc_qi.core`; never `community` or `ftc_qi.pages`.
"""
