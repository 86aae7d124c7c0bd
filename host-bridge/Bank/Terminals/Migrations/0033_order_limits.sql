-- Limits of purchases and transfers that a clerk changed; what has no row has the limits of the source. password_above, free_payments: purchases only.
CREATE TABLE order_limits (
    currency TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('purchase', 'transfer')),
    single_minor BIGINT NOT NULL CHECK (single_minor > 0),
    daily_minor BIGINT NOT NULL CHECK (daily_minor >= single_minor),
    password_above_minor BIGINT NOT NULL,
    free_payments BIGINT NOT NULL,
    PRIMARY KEY (currency, kind)
);
