"""The command line: ``songplays COMMAND``."""

import sys

from songplays.errors import INTERRUPTED, SongplaysError


def main() -> None:
    """Run a command; an error a user can mend is one plain line on stderr and its exit code."""
    import click  # noqa: PLC0415 - nothing is imported before it is needed

    from songplays.cli.app import app  # noqa: PLC0415
    from songplays.cli.text import shown  # noqa: PLC0415

    try:
        code = app(standalone_mode=False)
    except SongplaysError as error:
        print(f"songplays: error: {shown(str(error))}", file=sys.stderr)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        print("songplays: interrupted; nothing was changed", file=sys.stderr)
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        code = 0
    sys.exit(code)
