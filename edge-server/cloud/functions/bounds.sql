-- Times that the cloud takes: from what a clock without a battery says to a year ahead. What is further away is of a
-- broken clock or a bad kiosk, and would stand before everybody's newest visit for good.
create or replace function kf99_takes(at timestamptz) returns boolean language sql stable
  return at >= timestamptz '1970-01-01 00:00:00Z' and at < now() + interval '1 year';

-- The time, or the end of what is taken that it is behind; null stays null.
create or replace function kf99_bounded(at timestamptz) returns timestamptz language sql stable
  return case when at is not null then
    greatest(timestamptz '1970-01-01 00:00:00Z', least(at, now() + interval '1 year'))
  end;
