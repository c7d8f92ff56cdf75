"""The two functions that the SQL of models and checks needs beyond the common ground."""

FUNCTIONS = {
    "epoch_ms": (
        "CREATE FUNCTION epoch_ms (BIGINT) RETURNS TIMESTAMP IMMUTABLE "
        "AS $$ SELECT TIMESTAMP '1970-01-01 00:00:00' + $1 * INTERVAL '0.001 second' $$ LANGUAGE sql"
    ),
    "byte_length": (
        "CREATE FUNCTION byte_length (VARCHAR) RETURNS INTEGER IMMUTABLE AS $$ SELECT OCTET_LENGTH($1) $$ LANGUAGE sql"
    ),
}
