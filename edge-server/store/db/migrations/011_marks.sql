-- Where a person says that a verdict was wrong: the label that is right. It goes with its visit.
create table marks (
  seq       integer primary key references visits (seq) on delete cascade,
  label     text not null check (label in ('mask', 'no_mask', 'incorrect')),
  note      text not null,
  author    text not null,
  marked_at text not null
) strict;

-- How sure the mask's label was over time, as the page posted it: [ms, mask, no_mask, incorrect] in thousandths.
create table curves (
  seq    integer primary key references visits (seq) on delete cascade,
  points text not null
) strict;
