"""The community's pages. Everyone sees the shared face here, so that two faces are never compared (DECISIONS 9)."""
