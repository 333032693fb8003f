-- What each timer of a node last did; nodes that have been gone for a month are forgotten.
WITH forgotten AS (
    DELETE FROM backup_timers WHERE service = :#service AND beat_at < CAST(:#at AS timestamptz) - INTERVAL '30 days'
)
INSERT INTO backup_timers AS t (service, node, timer, beat_at)
SELECT :#service, :#node, beat.key, CAST(beat.value AS timestamptz) FROM jsonb_each_text(CAST(:#beats AS jsonb)) beat
ON CONFLICT (service, node, timer) DO UPDATE SET beat_at = greatest(t.beat_at, excluded.beat_at)
