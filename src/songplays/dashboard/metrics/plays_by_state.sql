-- Plays by US state
-- definition: Plays by the first state of the listener's metropolitan area: IL-IN-WI counts as IL, so no play counts
--   twice. A location that names no state is 'unknown'. A user who moved counts in every state they played in.
-- denominator: all plays
-- zone: none, no clock time enters
-- tables: songplay
-- rows: one user at one location
WITH plays_of_each_user_and_location AS (
    SELECT user_id, location, COUNT(*) AS plays
    FROM songplay
    GROUP BY user_id, location
),
-- The states follow the last comma: City[-City], ST[-ST].
rows_behind AS (
    SELECT
        user_id,
        CASE
            WHEN POSITION(',' IN location) > 0
                THEN SPLIT_PART(TRIM(REVERSE(SPLIT_PART(REVERSE(location), ',', 1))), '-', 1)
            ELSE 'unknown'
        END AS state,
        location,
        plays
    FROM plays_of_each_user_and_location
)
SELECT state, CAST(SUM(plays) AS BIGINT) AS plays, COUNT(DISTINCT user_id) AS users
FROM rows_behind
GROUP BY state
ORDER BY plays DESC, state
