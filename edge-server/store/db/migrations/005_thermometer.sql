-- How the temperature of a visit was made; null in rows of before, and where none was taken.
alter table visits add column sensor_status integer;
alter table visits add column correction text;
alter table visits add column thermometer text;
alter table visits add column adaptive_c real;

-- Calibrations are only ever added: the newest of a thermometer is in force.
create table calibrations (
  id            integer primary key autoincrement,
  at            text    not null,
  author        text    not null,
  reference     text    not null check (reference in ('blackbody', 'clinical')),
  reference_c   real    not null,
  measured_c    real    not null,
  readings      integer not null,
  spread_c      real    not null,
  ambient_c     real,
  distance_mm   integer,
  offset_before real    not null,
  offset_after  real    not null,
  thermometer   text    not null,
  simulated     integer not null check (simulated in (0, 1))
) strict;

create index calibrations_thermometer on calibrations (thermometer, simulated, id);
