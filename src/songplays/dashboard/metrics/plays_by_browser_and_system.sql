-- Plays by browser and system
-- definition: Plays by browser family and operating system family together, as the user agent names them.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay, user_agents
-- rows: one play
WITH rows_behind AS (
    SELECT
        songplay.user_id,
        songplay.start_time,
        songplay.songplay_id,
        COALESCE(user_agents.browser, 'unknown') AS browser,
        COALESCE(user_agents.os, 'unknown') AS os
    FROM songplay
    LEFT JOIN user_agents ON user_agents.user_agent = songplay.user_agent
)
SELECT browser, os, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY browser, os
ORDER BY plays DESC, browser, os
