"""FTC QI: a grant programme and its quality improvement in one place."""
