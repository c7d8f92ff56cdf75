"""How fast songplays is: whole processes, beside what the same work costs at least. See docs/performance.md.

What measures imports the standard library alone: Linux counts the memory of a process from its parent's, so whoever
starts one to measure it has to be small.
"""
