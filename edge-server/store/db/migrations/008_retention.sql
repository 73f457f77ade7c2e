-- Visits go after their retention, and what was said about them later goes with them. The index finds it, and what
-- of it the cloud has not got yet, which holds a visit back.
create index events_visit on events (visit_id, sent);
create trigger visits_removed after delete on visits
begin
  delete from events where visit_id = old.id;
end;
