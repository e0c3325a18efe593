"""Programmes, grants and payments; projects, their people and parties; causes, aims, drivers, change ideas, PDSA
cycles with what was seen in them, progress scores and checks of what will last.

May import `ftc_qi.accounts` and `ftc_qi.core`. Never imports a measure: pages that show both live in
`ftc_qi.pages`.
"""
