-- user_agents: browser, operating system and device, parsed once per distinct string.
-- Grain: one user agent that an event still carries; one whose last event is gone goes too.
-- Text: as logged, outer quotes included, so that it joins to songplay.user_agent. Empty or blank is unknown: no row.
WITH agents_in_use AS (
    SELECT DISTINCT events.user_agent
    FROM staging_events AS events
    WHERE RTRIM(events.user_agent, ' ') <> ''
)
SELECT
    parsed.user_agent,
    parsed.browser,
    parsed.os,
    parsed.device
FROM changed_user_agents AS parsed
JOIN agents_in_use AS used ON used.user_agent = parsed.user_agent
