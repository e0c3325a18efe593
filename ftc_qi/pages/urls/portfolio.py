from django.urls import path

from ftc_qi.pages.views import portfolio

urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/portfolio.csv", portfolio.portfolio_csv, name="portfolio_csv"),
]
