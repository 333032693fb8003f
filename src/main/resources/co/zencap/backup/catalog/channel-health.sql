-- How each channel did in the last days, and what it has not taken yet; what waits for the end of a silence is not its fault.
SELECT channel,
       count(*) FILTER (WHERE waits)                                          AS waiting,
       count(*) FILTER (WHERE waits AND attempts >= :#attempts)               AS failing,
       max(ended_at) FILTER (WHERE state = 'sent')                            AS sent_at,
       (array_agg(answer ORDER BY at DESC)
        FILTER (WHERE waits AND attempts >= :#attempts))[1]                   AS answer
FROM (SELECT n.*,
             n.state = 'waiting'
                 AND NOT EXISTS (SELECT FROM backup_monitoring_alerts a JOIN backup_alert_silences s USING (service, cause)
                                  WHERE a.id = n.alert_id AND s.until > CAST(:#now AS timestamptz)) AS waits
      FROM backup_notifications n
      WHERE n.service = :#service AND (n.state = 'waiting' OR n.at > CAST(:#since AS timestamptz))) known
GROUP BY channel
