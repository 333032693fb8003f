-- None of what a recovery has replaced: it is newer than what was restored, and not what anybody would go back to.
SELECT id, target, kind
FROM present_backups
WHERE target = :#target AND manifest ->> 'safetyOf' IS NULL
ORDER BY created_at DESC
LIMIT 1
