-- Plays by browser
-- definition: Plays by browser family, as the user agent names it.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay, user_agents
-- rows: one play
WITH rows_behind AS (
    SELECT
        songplay.user_id,
        songplay.start_time,
        songplay.songplay_id,
        COALESCE(user_agents.browser, 'unknown') AS browser
    FROM songplay
    LEFT JOIN user_agents ON user_agents.user_agent = songplay.user_agent
)
SELECT browser, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY browser
ORDER BY plays DESC, browser
