-- How many rows wait is asked for every health check: without this, each asked every waiting row whether it was refused,
-- three times (12 ms of the server's thread with 60,000 of them).
create index outbox_refused on outbox (seq) where refused is not null;
