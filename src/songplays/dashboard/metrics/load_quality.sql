-- What was loaded
-- definition: Lines of the source files that are in the warehouse now, and what became of each: lines = loaded +
--   rejected + duplicate + blank. Shortened values are cut to fit, in lines that are loaded; their full length is kept.
-- denominator: lines of the table's files
-- zone: UTC
-- tables: load_files, load_errors, loads
-- rows: one source file version; the path * stands for files that were copied together
WITH shortened_values AS (
    SELECT file_id, COUNT(*) AS shortened
    FROM load_errors
    WHERE kind = 'shortened'
    GROUP BY file_id
),
rows_behind AS (
    SELECT
        load_files.table_name,
        load_files.path,
        load_files.source,
        load_files.lines,
        load_files.loaded,
        load_files.rejected,
        load_files.duplicate,
        load_files.blank,
        COALESCE(shortened_values.shortened, 0) AS shortened,
        load_files.loaded_at,
        loads.version
    FROM load_files
    LEFT JOIN loads ON loads.load_id = load_files.load_id
    LEFT JOIN shortened_values ON shortened_values.file_id = load_files.file_id
    WHERE load_files.status <> 'replaced'
)
SELECT
    table_name,
    source,
    COUNT(CASE WHEN path <> '*' THEN path END) AS files,
    CAST(SUM(lines) AS BIGINT) AS lines,
    CAST(SUM(loaded) AS BIGINT) AS loaded,
    CAST(SUM(rejected) AS BIGINT) AS rejected,
    CAST(SUM(duplicate) AS BIGINT) AS duplicate,
    CAST(SUM(blank) AS BIGINT) AS blank,
    CAST(SUM(shortened) AS BIGINT) AS shortened,
    MAX(loaded_at) AS loaded_at
FROM rows_behind
GROUP BY table_name, source
ORDER BY table_name, source
