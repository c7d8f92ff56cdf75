"""The command line: ``songplays COMMAND``."""

import sys
from importlib import import_module

from songplays.errors import INTERRUPTED, Interrupted, SongplaysError, UsageError

COMMANDS = ("simulate", "tables", "etl", "dashboard", "errors", "infrastructure")
"""The modules that add commands to the app, in the order in which --help lists them."""


def main() -> None:
    """Run a command; an error a user can mend is one plain line on stderr and its exit code."""
    import typer  # noqa: PLC0415 - imported here, so that errors of importing it are not hidden behind ours

    from songplays.cli.app import app  # noqa: PLC0415
    from songplays.text import shown  # noqa: PLC0415

    for commands in COMMANDS:
        import_module(f"songplays.cli.{commands}")
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False) or 0
    except Interrupted as interruption:
        print(f"songplays: interrupted; {shown(str(interruption))}", file=sys.stderr)
        sys.exit(interruption.exit_code)
    except SongplaysError as error:
        print(f"songplays: error: {shown(str(error))}", file=sys.stderr)
        code = error.exit_code
    except typer.Abort:
        code = INTERRUPTED
    except typer.TyperException as error:
        message = error.format_message() if isinstance(error, typer.BadParameter) else str(error)
        print(f"songplays: error: {shown(message).rstrip('.')}; see `songplays --help`", file=sys.stderr)
        code = UsageError.exit_code
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is still buffered has nowhere to go.
        sys.stdout = None
        code = 0
    if code == INTERRUPTED:
        print("songplays: interrupted; nothing was changed", file=sys.stderr)
    sys.exit(code)
