-- user_sessions: the plays of one user in one session.
-- Grain: one (user_id, session_id) with plays; some sources give one session_id to several users.
-- Level: 'free' as soon as one play of the session was free (the smaller text); NULL only if no play says.
SELECT
    plays.user_id,
    plays.session_id,
    MIN(plays.level) AS level,
    MIN(plays.start_time) AS start_time,
    COUNT(*) AS play_count,
    MAX(plays.start_time) AS end_time
FROM songplay AS plays
JOIN changed_sessions AS changed ON changed.user_id = plays.user_id AND changed.session_id = plays.session_id
GROUP BY plays.user_id, plays.session_id
