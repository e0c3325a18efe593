"""The driver diagram of a project."""

from django.urls import path

from ftc_qi.pages.views import driver_copies, driver_level, driver_outline, drivers

PROJECT = "projects/<slug:slug>"
DRIVERS = f"{PROJECT}/drivers"
DRIVER = f"{DRIVERS}/<int:driver_id>"

urlpatterns = [
    path(f"{DRIVERS}/", drivers.drivers, name="drivers"),
    path(f"{PROJECT}/drivers.svg", drivers.drivers_svg, name="drivers_svg"),
    path(f"{PROJECT}/drivers.png", drivers.drivers_png, name="drivers_png"),
    path(f"{PROJECT}/drivers.pdf", drivers.drivers_pdf, name="drivers_pdf"),
    path(f"{DRIVERS}/idea/", drivers.drivers_idea, name="drivers_idea"),
    path(f"{DRIVERS}/edit/", driver_outline.drivers_edit, name="drivers_edit"),
    path(f"{DRIVERS}/start/", driver_copies.drivers_start, name="drivers_start"),
    path(f"{DRIVERS}/copy/", driver_copies.drivers_copy, name="drivers_copy"),
    path(f"{DRIVERS}/add/", driver_outline.driver_add, name="driver_add"),
    path(f"{DRIVERS}/ideas/<int:idea_id>/links/", driver_outline.idea_links, name="idea_links"),
    path(f"{DRIVERS}/ideas/<int:idea_id>/move/", driver_outline.idea_move, name="idea_move"),
    path(f"{DRIVER}/edit/", driver_outline.driver_edit, name="driver_edit"),
    path(f"{DRIVER}/level/", driver_level.driver_level, name="driver_level"),
    path(f"{DRIVER}/move/", driver_outline.driver_move, name="driver_move"),
    path(f"{DRIVER}/links/", driver_outline.driver_links_edit, name="driver_links"),
    path(f"{DRIVER}/ideas/add/", driver_outline.driver_idea_add, name="driver_idea_add"),
    path(f"{DRIVER}/withdraw/", driver_outline.driver_withdraw, name="driver_withdraw"),
]
