-- Plays per day
-- definition: Plays by the day on which they started, and by the level of the play.
-- denominator: all plays
-- zone: UTC
-- tables: songplay
-- rows: one play
WITH rows_behind AS (
    SELECT
        user_id,
        start_time,
        songplay_id,
        CAST(start_time AS DATE) AS day,
        COALESCE(level, 'unknown') AS level
    FROM songplay
)
SELECT day, level, COUNT(*) AS plays
FROM rows_behind
GROUP BY day, level
ORDER BY day, level
