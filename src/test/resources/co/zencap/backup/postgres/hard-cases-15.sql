-- What servers know from 15 on.
CREATE TABLE app.once (id int, UNIQUE NULLS NOT DISTINCT (id));
INSERT INTO app.once VALUES (1), (NULL);
CREATE VIEW app.own WITH (security_invoker = true) AS SELECT id FROM app.customers;
CREATE PUBLICATION some_rows FOR TABLE app.spans (id) WHERE (id > 1);
