-- Sessions
-- definition: Sessions with at least one play, counted per user and session.
-- denominator: none, a count; plays per session divides all plays by it
-- zone: none, no clock time enters
-- tables: user_sessions
-- rows: one user in one session
WITH rows_behind AS (
    SELECT user_id, start_time, session_id, level, play_count
    FROM user_sessions
)
SELECT COUNT(*) AS sessions, CAST(COALESCE(SUM(play_count), 0) AS BIGINT) AS plays
FROM rows_behind
