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
