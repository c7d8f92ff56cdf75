"""The dashboard: one offline HTML page, every figure of it defined in SQL and traceable to rows."""
