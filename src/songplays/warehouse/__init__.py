"""The product: the tables, the models that fill them, and the rules they keep. Read this first."""
