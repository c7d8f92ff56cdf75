-- Plays by weekday and hour
-- definition: Plays by the day of the week and the hour in which they started, over all weeks.
-- denominator: all plays
-- zone: UTC, not the listener's own time
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT
        user_id,
        start_time,
        songplay_id,
        CAST(EXTRACT(DOW FROM start_time) AS INTEGER) AS weekday,
        CAST(EXTRACT(HOUR FROM start_time) AS INTEGER) AS hour
    FROM songplay
)
SELECT weekday, hour, COUNT(*) AS plays
FROM rows_behind
GROUP BY weekday, hour
ORDER BY weekday, hour
