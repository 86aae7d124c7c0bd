-- The payment by code that paid a purchase: the customer's list of payments says of it what became of the purchase.
ALTER TABLE terminal_orders ADD COLUMN payment_id TEXT;
CREATE UNIQUE INDEX terminal_orders_payment ON terminal_orders (payment_id);
