"""Programmes, grants and payments; projects, their people and parties; aims, change ideas, PDSA cycles.

May import `ftc_qi.accounts` and `ftc_qi.core`. Never imports a measure: pages that show both live in
`ftc_qi.pages`.
"""
