-- A small shop's database, about 60 MB: text, numbers, times, JSON, arrays, enums, binary data, indexes, a view.
-- The seed makes it the same every time.
SELECT setseed(0.42);

CREATE TYPE order_state AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'returned');

CREATE TABLE customers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    email      text NOT NULL UNIQUE,
    city       text NOT NULL,
    birthday   date,
    newsletter boolean NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE products (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         text NOT NULL UNIQUE,
    title       text NOT NULL,
    description text NOT NULL,
    price       numeric(10, 2) NOT NULL CHECK (price > 0),
    tags        text[] NOT NULL,
    attributes  jsonb NOT NULL,
    picture     bytea
);

CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    state       order_state NOT NULL,
    placed_at   timestamptz NOT NULL,
    note        text,
    shipping    jsonb NOT NULL
);

CREATE TABLE order_lines (
    order_id   bigint NOT NULL,
    position   smallint NOT NULL,
    product_id bigint NOT NULL,
    quantity   integer NOT NULL CHECK (quantity > 0),
    price      numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, position)
);

CREATE TABLE visits (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session    uuid NOT NULL,
    page       text NOT NULL,
    millis     double precision NOT NULL,
    address    inet NOT NULL,
    details    jsonb NOT NULL,
    visited_at timestamptz NOT NULL
);

INSERT INTO customers (name, email, city, birthday, newsletter, created_at)
SELECT first || ' ' || last,
       lower(first || '.' || last) || n || '@example.com',
       (ARRAY['Lisboa', 'München', 'Kraków', 'Malmö', 'Lyon', 'Gent', 'Torino', 'Þórshöfn'])[1 + (random() * 7)::int],
       CASE WHEN n % 7 > 0 THEN date '1950-01-01' + (random() * 20000)::int END,
       random() < 0.3,
       timestamptz '2022-01-01 00:00+00' + random() * interval '4 years'
FROM (
    SELECT n,
           (ARRAY['Ana', 'Jörg', 'Zofia', 'Åsa', 'Élodie', 'Noor', 'Marco', 'Sigrún'])[1 + n % 8] AS first,
           (ARRAY['Silva', 'Müller', 'Nowak', 'Öberg', 'Dupont', 'Peeters', 'O''Neill', 'Jónsdóttir'])[1 + n / 8 % 8] AS last
    FROM generate_series(1, 40000) AS n
) AS people;

INSERT INTO products (sku, title, description, price, tags, attributes, picture)
SELECT 'P-' || lpad(n::text, 6, '0'),
       (ARRAY['Lamp', 'Chair', 'Kettle', 'Bicycle', 'Notebook', 'Rucksack'])[1 + n % 6] || ' No. ' || n,
       repeat('Made to last, tested twice, and repaired for ' || (n % 20 + 1) || E' years.\tAsk us.\n', 1 + n % 5),
       round((1 + random() * 400)::numeric, 2),
       ARRAY['tag' || n % 13, 'tag' || n % 29],
       jsonb_build_object('weight', round((random() * 20)::numeric, 3), 'colours', jsonb_build_array('red', 'blue'),
           'box', jsonb_build_object('w', n % 60, 'h', n % 40), 'fragile', n % 5 = 0),
       CASE WHEN n % 4 > 0 THEN (
           SELECT string_agg(decode(md5(random()::text || n || k), 'hex'), NULL) FROM generate_series(1, 300) AS k
       ) END
FROM generate_series(1, 2000) AS n;

INSERT INTO orders (customer_id, state, placed_at, note, shipping)
SELECT 1 + (random() * 39999)::bigint,
       (enum_range(NULL::order_state))[1 + n % 5],
       timestamptz '2024-01-01 00:00+00' + n * interval '7 minutes',
       CASE WHEN n % 11 = 0 THEN 'Please ring twice; the dog is friendly. \N' END,
       jsonb_build_object('street', 'Harbour Street ' || n % 300, 'zip', lpad((n % 99999)::text, 5, '0'),
           'express', n % 9 = 0)
FROM generate_series(1, 120000) AS n;

INSERT INTO order_lines (order_id, position, product_id, quantity, price)
SELECT n, line, 1 + (random() * 1999)::bigint, 1 + (random() * 4)::int, round((1 + random() * 400)::numeric, 2)
FROM generate_series(1, 120000) AS n, generate_series(1, 1 + n % 4) AS line;

INSERT INTO visits (session, page, millis, address, details, visited_at)
SELECT md5(random()::text)::uuid,
       '/shop/' || (ARRAY['lamps', 'chairs', 'kettles', 'bicycles', 'cart', 'checkout'])[1 + n % 6] || '?page=' || n % 40,
       random() * 900,
       ('10.' || n % 250 || '.' || n / 250 % 250 || '.' || n % 199)::inet,
       jsonb_build_object('agent', 'Browser/' || n % 50, 'query', md5(n::text), 'scroll', random()),
       timestamptz '2026-01-01 00:00+00' + n * interval '90 seconds'
FROM generate_series(1, 110000) AS n;

ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE order_lines ADD FOREIGN KEY (order_id) REFERENCES orders ON DELETE CASCADE;
ALTER TABLE order_lines ADD FOREIGN KEY (product_id) REFERENCES products;
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at);
CREATE INDEX lines_by_product ON order_lines (product_id);
CREATE INDEX visits_by_time ON visits (visited_at);
CREATE INDEX products_by_attribute ON products USING gin (attributes);

CREATE VIEW revenue AS
SELECT date_trunc('month', o.placed_at) AS month, sum(l.quantity * l.price) AS revenue
FROM orders AS o JOIN order_lines AS l ON l.order_id = o.id
WHERE o.state <> 'returned'
GROUP BY 1;

ANALYZE;
