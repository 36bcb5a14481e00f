"""The measurements, one module each. Each has run(settings), which returns its part of the results."""
