"""The charts: Altair turns rows into Vega-Lite specs, plain dictionaries that the page draws."""
