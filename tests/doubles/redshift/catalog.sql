-- What tests may ask the stand-in of its tables, as pg_table_def tells it on Redshift.
CREATE SCHEMA redshift;
CREATE TABLE redshift.layout (relation OID, "column" TEXT, encoding TEXT, distkey BOOLEAN, sortkey INTEGER, diststyle TEXT);
CREATE VIEW redshift.pg_table_def AS
SELECT
    CAST(relations.relname AS TEXT) AS tablename,
    layout."column",
    format_type(attributes.atttypid, attributes.atttypmod) AS type,
    layout.encoding,
    layout.distkey,
    layout.sortkey,
    layout.diststyle
FROM redshift.layout
JOIN pg_class AS relations ON relations.oid = layout.relation
JOIN pg_attribute AS attributes ON attributes.attrelid = layout.relation AND attributes.attname = layout."column";
ALTER ROLE ALL SET search_path = public, redshift;

-- What a COPY leaves, and the views in which Redshift tells it: columns and widths as its documentation has them.
CREATE SEQUENCE redshift.query_id START 1001;
CREATE TABLE redshift.load (
    query_id BIGINT, transaction_id BIGINT, session_id INTEGER, table_id INTEGER, database_name TEXT,
    start_time TIMESTAMP, status TEXT, table_name TEXT, end_time TIMESTAMP, data_source TEXT, file_format TEXT, loaded_rows BIGINT,
    loaded_bytes BIGINT, source_file_count INTEGER, source_file_bytes BIGINT, error_count BIGINT
);
CREATE TABLE redshift.load_file (
    query_id BIGINT, file_name CHAR(256), bytes_scanned INTEGER, lines_scanned INTEGER, start_time TIMESTAMP,
    file_etag CHAR(256), file_last_modified TIMESTAMP
);
CREATE TABLE redshift.load_error (
    query_id BIGINT, transaction_id BIGINT, session_id INTEGER, table_id INTEGER, database_name CHAR(64),
    start_time TIMESTAMP, file_name CHAR(256), line_number BIGINT, column_name CHAR(127), column_type CHAR(10),
    column_length CHAR(10), position INTEGER, raw_line CHAR(1024), raw_field_value CHAR(1024), error_code INTEGER,
    error_message CHAR(512)
);
CREATE TABLE redshift.load_replacement (
    query_id BIGINT, transaction_id BIGINT, session_id INTEGER, table_id INTEGER, database_name TEXT,
    start_time TIMESTAMP, file_name CHAR(256), line_number BIGINT, column_name CHAR(127), raw_line CHAR(1024)
);
CREATE VIEW redshift.sys_copy_replacements AS
SELECT 100 AS user_id, query_id, table_id, file_name, column_name, line_number, raw_line
FROM redshift.load_replacement;
CREATE VIEW redshift.stl_replacements AS
SELECT
    100 AS userid, CAST(query_id AS INTEGER) AS query, 0 AS slice, table_id AS tbl, start_time AS starttime,
    session_id AS session, file_name AS filename, line_number, column_name AS colname, raw_line
FROM redshift.load_replacement;
CREATE VIEW redshift.sys_load_history AS
SELECT
    100 AS user_id, query_id, transaction_id, session_id, database_name, status, table_name, start_time, end_time,
    CAST(EXTRACT(EPOCH FROM end_time - start_time) * 1000000 AS BIGINT) AS duration, data_source, file_format,
    loaded_rows, loaded_bytes, source_file_count, source_file_bytes, source_file_count AS file_count_scanned,
    source_file_bytes AS file_bytes_scanned, error_count, CAST(0 AS BIGINT) AS copy_job_id
FROM redshift.load;
CREATE VIEW redshift.sys_load_detail AS
SELECT
    100 AS user_id, query_id, file_name, bytes_scanned, lines_scanned, start_time AS record_time, 1 AS splits_scanned,
    start_time, start_time AS end_time, file_etag, file_last_modified
FROM redshift.load_file;
CREATE VIEW redshift.sys_load_error_detail AS
SELECT
    100 AS user_id, query_id, transaction_id, session_id, database_name, table_id, start_time, file_name, line_number,
    column_name, column_type, column_length, position, error_code, error_message
FROM redshift.load_error;
CREATE VIEW redshift.stl_load_errors AS
SELECT
    100 AS userid, 0 AS slice, table_id AS tbl, start_time AS starttime, session_id AS session,
    CAST(query_id AS INTEGER) AS query, file_name AS filename, line_number, column_name AS colname, column_type AS type,
    column_length AS col_length, position, raw_line, raw_field_value, error_code AS err_code,
    CAST(error_message AS CHAR(100)) AS err_reason
FROM redshift.load_error;
CREATE VIEW redshift.stl_load_commits AS
SELECT
    100 AS userid, CAST(query_id AS INTEGER) AS query, 0 AS slice, CAST('' AS CHAR(256)) AS name,
    file_name AS filename, 0 AS byte_offset, lines_scanned, 0 AS errors, start_time AS curtime, 1 AS status,
    CAST(file_format AS CHAR(16)) AS file_format, 0 AS is_partial, CAST(0 AS BIGINT) AS start_offset,
    CAST(0 AS BIGINT) AS copy_job_id
FROM (SELECT load_file.*, load.file_format FROM redshift.load_file JOIN redshift.load USING (query_id)) AS files;

-- An object alone is valid to the first, an array alone to the second ("IS_VALID_JSON", "IS_VALID_JSON_ARRAY").
CREATE FUNCTION redshift.is_json_of(TEXT, TEXT) RETURNS BOOLEAN LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN json_typeof(CAST($1 AS JSON)) = $2;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN FALSE;
END
$$;
CREATE FUNCTION redshift.is_valid_json(TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT redshift.is_json_of($1, 'object')
$$;
CREATE FUNCTION redshift.is_valid_json_array(TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT redshift.is_json_of($1, 'array')
$$;

-- Back to the one before if the transaction is rolled back, but for a load that failed ("PG_LAST_COPY_ID").
CREATE FUNCTION redshift.pg_last_copy_id() RETURNS BIGINT LANGUAGE sql AS $$
    SELECT GREATEST(
        CAST(COALESCE(NULLIF(current_setting('redshift_double.copy', true), ''), '-1') AS BIGINT),
        (SELECT MAX(query_id) FROM redshift.load WHERE session_id = pg_backend_pid() AND status = 'aborted')
    )
$$;
CREATE FUNCTION redshift.pg_last_copy_count() RETURNS BIGINT LANGUAGE sql AS $$
    SELECT COALESCE((SELECT loaded_rows FROM redshift.load WHERE query_id = redshift.pg_last_copy_id()), 0)
$$;
