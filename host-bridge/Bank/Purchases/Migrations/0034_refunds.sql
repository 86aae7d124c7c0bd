CREATE TABLE refunds (
    id {{identity}},
    reference TEXT NOT NULL REFERENCES terminal_orders (reference),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX refunds_by_reference ON refunds (reference);
-- append-only refunds
