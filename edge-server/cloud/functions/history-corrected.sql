-- What readers use: history with the newest clock correction of each visit applied. A view may only grow at its end, and
-- a new column of history is its last: so the columns of history come last here.
create or replace view history_corrected as
  select coalesce(c.visited, h.visited) as visited_corrected, h.*
  from history h
  left join lateral (
    select e.visited from history_events e
    where e.kiosk_id = h.kiosk_id and e.visit_id = h.id and e.kind = 'clock'
    order by e.at desc limit 1
  ) c on true;
