"""What every app stands on: audit events, versions, access markers, security headers, template tags.

Knows no domain and imports none of our other apps.
"""
