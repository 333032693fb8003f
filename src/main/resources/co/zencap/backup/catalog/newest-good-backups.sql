-- Of each target the newest backup that was read back whole, and that no restoration test has failed since.
SELECT good.*
FROM (SELECT DISTINCT target FROM present_backups) t
CROSS JOIN LATERAL (SELECT *
                    FROM backup_list b
                    WHERE b.target = t.target AND b.verified AND NOT b.damaged AND b.tested IS DISTINCT FROM false
                    ORDER BY b.created_at DESC
                    LIMIT 1) good
