-- Plays by hour of the day
-- definition: Plays by the hour in which they started, 0 to 23, over all days, and by the level of the play.
-- denominator: all plays
-- zone: UTC, not the listener's own time
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT
        user_id,
        start_time,
        songplay_id,
        CAST(EXTRACT(HOUR FROM start_time) AS INTEGER) AS hour,
        COALESCE(level, 'unknown') AS level
    FROM songplay
)
SELECT hour, level, COUNT(*) AS plays
FROM rows_behind
GROUP BY hour, level
ORDER BY hour, level
