"""Tests mirror the apps."""
