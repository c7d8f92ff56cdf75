"""The same bucket in other tools, side by side with songplays in one run; each has to give the same numbers of rows."""
