"""People who sign in, and organisations. May import `ftc_qi.core` only."""
