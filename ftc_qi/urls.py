"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from ftc_qi.core.views import healthz

# The admin's own sign-in page would miss allauth's limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Fixed words under /projects/ come before the pages that take a slug.
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("ftc_qi.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("projects.urls")),
    path("", include("measures.urls")),
    path("", include("community.urls")),
    path("", include("ftc_qi.pages.urls")),
]
