-- How live the face looked, 0 a picture of one; null in rows of before, and where the site does not ask for it.
alter table visits add column liveness real;
