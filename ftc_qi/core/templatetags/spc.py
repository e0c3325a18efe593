"""Template tags of the NHS variation and assurance tiles."""

from django import template

from ftc_qi.core import spc_tiles

register = template.Library()

register.simple_tag(spc_tiles.variation_svg, name="variation_tile")
register.simple_tag(spc_tiles.assurance_svg, name="assurance_tile")


@register.filter
def variation_look(variation: str) -> spc_tiles.IconLook:
    """Word, CSS class and meaning of a variation. Raises KeyError for an unknown one."""
    return spc_tiles.VARIATION_LOOKS[variation]


@register.filter
def assurance_look(assurance: str) -> spc_tiles.IconLook:
    """Word, CSS class and meaning of an assurance. Raises KeyError for an unknown one."""
    return spc_tiles.ASSURANCE_LOOKS[assurance]


@register.simple_tag
def icon_key() -> dict[str, list[str]]:
    """Every variation and assurance, in the order of a key."""
    return {"variation": list(spc_tiles.VARIATION_LOOKS), "assurance": list(spc_tiles.ASSURANCE_LOOKS)}
