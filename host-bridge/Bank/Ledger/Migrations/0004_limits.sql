-- 1,000 units for one withdrawal and 5,000 units a day.
CREATE TABLE limits (
    currency TEXT PRIMARY KEY,
    single_minor BIGINT NOT NULL CHECK (single_minor > 0),
    daily_minor BIGINT NOT NULL CHECK (daily_minor >= single_minor)
);

INSERT INTO limits (currency, single_minor, daily_minor) VALUES
    ('CNY', 100000, 500000),
    ('EUR', 100000, 500000),
    ('USD', 100000, 500000),
    ('GBP', 100000, 500000),
    ('HKD', 100000, 500000),
    ('JPY', 1000, 5000),
    ('KWD', 1000000, 5000000);
