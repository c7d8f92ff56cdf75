-- time: the parts of every moment at which a song was started.
-- Grain: one distinct songplay.start_time; two users may share one.
-- UTC throughout. week is the ISO week, weekday counts from 0 = Sunday.
-- Cost: changed_times holds each moment of the plays that came once; nothing is read again to make them distinct.
SELECT
    changed.start_time,
    CAST(EXTRACT(HOUR FROM changed.start_time) AS INTEGER) AS hour,
    CAST(EXTRACT(DAY FROM changed.start_time) AS INTEGER) AS day,
    CAST(EXTRACT(WEEK FROM changed.start_time) AS INTEGER) AS week,
    CAST(EXTRACT(MONTH FROM changed.start_time) AS INTEGER) AS month,
    CAST(EXTRACT(YEAR FROM changed.start_time) AS INTEGER) AS year,
    CAST(EXTRACT(DOW FROM changed.start_time) AS INTEGER) AS weekday
FROM changed_times AS changed
