-- Plays by device
-- definition: Plays by the class of device that the browser's user agent names. A tablet that says it is a desktop
--   counts as a desktop.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay, user_agents
-- rows: one play
WITH rows_behind AS (
    SELECT
        songplay.user_id,
        songplay.start_time,
        songplay.songplay_id,
        COALESCE(user_agents.device, 'unknown') AS device
    FROM songplay
    LEFT JOIN user_agents ON user_agents.user_agent = songplay.user_agent
)
SELECT device, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY device
ORDER BY plays DESC, device
