SELECT * FROM backup_list WHERE id = :#id
