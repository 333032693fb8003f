-- As many columns as a table can have, and a thousand partitions with what hangs on each.
DO $$ BEGIN
  EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg('c' || i || (ARRAY[' int', ' smallint', ' boolean', ' text DEFAULT ''-'''])[1 + i % 4], ', ')
                                      FROM generate_series(1, 1600) i) || ')';
  EXECUTE 'INSERT INTO wide SELECT ' || (SELECT string_agg((ARRAY['r * ' || i, 'r + ' || i, 'r % 2 = 0', 'chr(97 + r % 26)'])[1 + i % 4], ', ')
                                          FROM generate_series(1, 1600) i) || ' FROM generate_series(1, 10) r';
  EXECUTE 'COMMENT ON COLUMN wide.c1600 IS ''the last''';
END $$;
CREATE TABLE kinds (id int PRIMARY KEY);
INSERT INTO kinds SELECT generate_series(0, 9);
CREATE TABLE parts (id int PRIMARY KEY CHECK (id >= 0), kind int NOT NULL REFERENCES kinds, note text DEFAULT 'none') PARTITION BY RANGE (id);
DO $$ BEGIN
  FOR i IN 0..999 LOOP
    EXECUTE format('CREATE TABLE parts_%s PARTITION OF parts FOR VALUES FROM (%s) TO (%s)', i, i * 10, i * 10 + 10);
  END LOOP;
END $$;
CREATE INDEX parts_kind ON parts (kind);
INSERT INTO parts SELECT i, i % 10, 'row ' || i FROM generate_series(0, 9999) i;
