-- What servers know from 14 on.
CREATE TABLE app.spans (id int PRIMARY KEY, spans int4multirange, packed text COMPRESSION pglz);
INSERT INTO app.spans VALUES (1, '{[1,5), [7,9)}', repeat('packed', 1000)), (2, '{}', ''), (3, NULL, NULL);
CREATE FUNCTION app.mean(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE RETURN (a + b) / 2;
CREATE STATISTICS app.halves ON (id / 2), packed FROM app.spans;
