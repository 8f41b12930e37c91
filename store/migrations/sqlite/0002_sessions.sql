-- 0002_sessions.sql: web sessions, of which only the hash of their id is known, and when each device was seen last.

-- +goose Up
CREATE TABLE sessions (
	hash           BLOB NOT NULL PRIMARY KEY,
	profile        TEXT NOT NULL,
	device         TEXT NOT NULL,
	authentication TEXT NOT NULL,
	started        INTEGER,
	seen           INTEGER,
	agent          TEXT NOT NULL,
	address        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_profile ON sessions (profile);

CREATE TABLE sightings (
	device  TEXT NOT NULL PRIMARY KEY,
	profile TEXT NOT NULL,
	seen    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_profile ON sightings (profile);

-- The newest versions of an owner, across its documents.
CREATE INDEX versions_position ON versions (owner, position);
