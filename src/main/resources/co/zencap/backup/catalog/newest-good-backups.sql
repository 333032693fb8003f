-- Of each target the newest backup that was read back whole, and that no restoration test has failed since; none of what a
-- recovery has replaced.
SELECT good.*, NULL AS safety_of
FROM (SELECT DISTINCT target FROM present_backups) t
CROSS JOIN LATERAL (SELECT b.*
                    FROM backup_list b
                    WHERE b.target = t.target AND b.verified AND NOT b.damaged AND b.tested IS DISTINCT FROM false
                      AND (SELECT m.manifest ->> 'safetyOf' FROM backups m WHERE m.id = b.id) IS NULL
                    ORDER BY b.created_at DESC
                    LIMIT 1) good
