-- 0001_initial.sql: accounts, documents, requests to join and the log, so that a portal can begin.
-- Times are microseconds since 1970 in UTC, NULL for none. A body stands last in its row: the rest is read without it.

-- +goose Up
CREATE TABLE accounts (
	name           TEXT NOT NULL PRIMARY KEY,
	profile        TEXT NOT NULL UNIQUE,
	status         TEXT NOT NULL,
	created        INTEGER,
	modified       INTEGER,
	erase_after    INTEGER,
	delete_request BLOB
) STRICT;
CREATE INDEX accounts_erasures ON accounts (erase_after) WHERE erase_after IS NOT NULL;

CREATE TABLE keys (
	id      TEXT NOT NULL PRIMARY KEY,
	profile TEXT NOT NULL,
	device  TEXT NOT NULL,
	use     TEXT NOT NULL,
	removed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_profile ON keys (profile);

CREATE TABLE settings (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE nonces (
	nonce   TEXT NOT NULL PRIMARY KEY,
	expires INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_expires ON nonces (expires);

CREATE TABLE bindings (
	identifier TEXT NOT NULL PRIMARY KEY,
	owner      TEXT NOT NULL,
	kind       TEXT NOT NULL,
	tag        TEXT NOT NULL,
	label      BLOB NOT NULL,
	unlisted   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_owner ON bindings (owner);
CREATE INDEX bindings_unlisted ON bindings (unlisted) WHERE unlisted IS NOT NULL;

CREATE TABLE versions (
	identifier TEXT NOT NULL REFERENCES bindings (identifier),
	sequence   INTEGER NOT NULL,
	version_id BLOB NOT NULL,
	owner      TEXT NOT NULL,
	position   INTEGER NOT NULL,
	signer     TEXT NOT NULL,
	stored     INTEGER,
	salt       BLOB,
	body       BLOB,
	PRIMARY KEY (identifier, sequence)
) STRICT;
CREATE INDEX versions_id ON versions (version_id);
CREATE INDEX versions_owner ON versions (owner, stored);
CREATE INDEX versions_kept ON versions (identifier, sequence) WHERE body IS NOT NULL;

-- The sum of an owner's bodies, kept beside them: a quota is asked for at every publish.
CREATE TABLE usage (
	owner TEXT NOT NULL PRIMARY KEY,
	bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connections (
	profile        TEXT NOT NULL,
	device         TEXT NOT NULL,
	authentication TEXT NOT NULL,
	account        TEXT NOT NULL,
	request_id     BLOB NOT NULL,
	address        TEXT NOT NULL,
	invitation     BLOB NOT NULL,
	invitation_id  TEXT NOT NULL,
	proof          TEXT NOT NULL,
	requested      INTEGER,
	expires        INTEGER,
	ended          TEXT NOT NULL,
	result_proof   TEXT NOT NULL,
	forget         INTEGER,
	request        BLOB,
	result         BLOB,
	PRIMARY KEY (profile, device)
) STRICT;
CREATE INDEX connections_authentication ON connections (authentication);
CREATE INDEX connections_forget ON connections (forget) WHERE forget IS NOT NULL;

CREATE TABLE invitations (
	hash    BLOB NOT NULL PRIMARY KEY,
	profile TEXT NOT NULL,
	expires INTEGER,
	device  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_profile ON invitations (profile);

CREATE TABLE blocks (
	profile TEXT NOT NULL,
	device  TEXT NOT NULL,
	PRIMARY KEY (profile, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaves (
	position INTEGER NOT NULL PRIMARY KEY,
	leaf     BLOB NOT NULL
) STRICT;

CREATE TABLE hashes (
	position INTEGER NOT NULL PRIMARY KEY,
	hash     BLOB NOT NULL
) STRICT;
