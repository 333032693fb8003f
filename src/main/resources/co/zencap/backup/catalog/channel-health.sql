-- How each channel did in the last days, and what it has not taken yet.
SELECT channel,
       count(*) FILTER (WHERE state = 'waiting')                              AS waiting,
       count(*) FILTER (WHERE state = 'waiting' AND attempts >= :#attempts)   AS failing,
       max(ended_at) FILTER (WHERE state = 'sent')                            AS sent_at,
       (array_agg(answer ORDER BY at DESC)
        FILTER (WHERE state = 'waiting' AND attempts >= :#attempts))[1]       AS answer
FROM backup_notifications
WHERE service = :#service AND (state = 'waiting' OR at > CAST(:#since AS timestamptz))
GROUP BY channel
