UPDATE orders SET status = 'closed' WHERE status = 'done';
