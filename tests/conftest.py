"""Fixtures for every test."""

from .cast import as_role, cast, other_project, programme, project

__all__ = ["as_role", "cast", "other_project", "programme", "project"]
