"""The fictional programme that `make demo` shows. May import every app but `ftc_qi.pages`."""
