"""Diagrams of the method, drawn by the server as SVG: each from plain values, never from rows, without a query.

`boxes` is what they share: wrapped text in a box, the element that holds the drawing, the file that stands alone.
"""
