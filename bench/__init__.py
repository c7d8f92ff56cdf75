"""How fast songplays is: whole processes, beside what the same work costs at least. See docs/performance.md.

This package imports the standard library alone: a process starts with the peak of memory of the one that started it,
so whoever measures has to be small.
"""
