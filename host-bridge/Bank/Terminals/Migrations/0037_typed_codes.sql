-- The payment code that was typed for a purchase, while the bank waits for the payment password that goes with it.
ALTER TABLE terminal_orders ADD COLUMN payment_code TEXT;
