"""The warehouse on Amazon Redshift, for data that outgrow one machine."""

from songplays.engines.redshift.engine import Redshift

__all__ = ["Redshift"]
