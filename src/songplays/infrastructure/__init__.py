"""Redshift's infrastructure: create it, see it, delete it.

Read ``create.py`` first: its steps are the lines that the command prints. Everything made carries our tag, and only
what carries it is ever changed or deleted; each step looks first, so a command that stopped anywhere can be run again.
"""
