"""Made-up data in the exact form of the real data: people, songs and a month of listening."""

from songplays.simulate.simulation import Summary, simulate

__all__ = ["Summary", "simulate"]
