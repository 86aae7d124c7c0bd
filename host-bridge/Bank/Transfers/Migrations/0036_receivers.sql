-- Names under which customers' accounts receive transfers, in upper case.
CREATE TABLE receivers (
    name TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX receivers_by_customer ON receivers (customer_id);
