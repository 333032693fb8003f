SELECT id FROM backups WHERE target IN (:#in:targets)
