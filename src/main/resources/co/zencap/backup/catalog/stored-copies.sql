SELECT repository FROM backup_copies WHERE backup_id = :#id AND state = 'stored'
