-- Changes the row only for the first node that misses it.
UPDATE backup_discovered_databases
SET gone_at = now()
WHERE service = :#service AND target = :#target AND gone_at IS NULL
