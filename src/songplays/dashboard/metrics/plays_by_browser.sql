-- Plays by browser
-- definition: Plays by browser family, as the user agent names it.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay, user_agents
-- rows: one user with one user agent
WITH plays_of_each_user_and_agent AS (
    SELECT user_id, user_agent, COUNT(*) AS plays
    FROM songplay
    GROUP BY user_id, user_agent
),
rows_behind AS (
    SELECT
        played.user_id,
        COALESCE(user_agents.browser, 'unknown') AS browser,
        played.user_agent,
        played.plays
    FROM plays_of_each_user_and_agent AS played
    LEFT JOIN user_agents ON user_agents.user_agent = played.user_agent
)
SELECT browser, CAST(SUM(plays) AS BIGINT) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY browser
ORDER BY plays DESC, browser
