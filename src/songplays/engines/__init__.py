"""The databases that a warehouse can live in, behind one small protocol."""
