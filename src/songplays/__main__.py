"""``python -m songplays`` is the ``songplays`` command."""

from songplays.cli import main

main()
