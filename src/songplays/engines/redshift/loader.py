"""The two ways by which source files come into Redshift: straight from the source, or by way of bundles."""

from collections.abc import Callable
from typing import Protocol

from songplays.config import Config
from songplays.engines.protocol import Engine, Landed, Landing
from songplays.engines.redshift.bundles import Bundles
from songplays.engines.redshift.direct import Direct


class Loader(Protocol):
    """How files are landed."""

    def land(self, engine: Engine, landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
        """Land files in a staging table; see ``Engine.land``."""
        ...

    def remove(self) -> None:
        """Take away what was laid into a bucket for it."""
        ...


def loader_of(settings: Config) -> Loader:
    """Return the loader of the settings: bundles if [S3] STAGING is set; UsageError if one that it needs is missing."""
    staging = settings.s3.staging
    return Bundles.of(staging, settings) if staging else Direct.of(settings)
