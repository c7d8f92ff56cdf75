-- time: the parts of every moment at which a song was started.
-- Grain: one distinct songplay.start_time; two users may share one.
-- UTC throughout. week is the ISO week, weekday counts from 0 = Sunday.
WITH moments AS (
    SELECT DISTINCT plays.start_time
    FROM songplay AS plays
    JOIN changed_times AS changed ON changed.start_time = plays.start_time
)
SELECT
    start_time,
    CAST(EXTRACT(HOUR FROM start_time) AS INTEGER) AS hour,
    CAST(EXTRACT(DAY FROM start_time) AS INTEGER) AS day,
    CAST(EXTRACT(WEEK FROM start_time) AS INTEGER) AS week,
    CAST(EXTRACT(MONTH FROM start_time) AS INTEGER) AS month,
    CAST(EXTRACT(YEAR FROM start_time) AS INTEGER) AS year,
    CAST(EXTRACT(DOW FROM start_time) AS INTEGER) AS weekday
FROM moments
