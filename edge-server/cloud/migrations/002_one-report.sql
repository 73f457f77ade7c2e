-- A report is answered with what a call of its own asked for until now. What a function returns can't be replaced.
drop function if exists kf99_report(text, jsonb), kf99_pull(text);
