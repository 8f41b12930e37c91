// Package store is the archive: it keeps what the portal gives it, in one
// transaction, in a SQL database. It implements [portal.Store] and decides
// nothing: no rule lives in SQL beyond keys and NOT NULL (architecture.md).
//
// Times are columns of microseconds since 1970 in UTC, because whole numbers
// order, compare and index alike on every engine; what is finer is cut off and
// the zero time is NULL. Digests are 32 bytes, an all-zero one may come from
// NULL. A nil slice is NULL, an empty one is not.
//
// Only sqlite.go, backup.go and the migrations know which engine it is. All
// other statements are portable: `?` placeholders, ON CONFLICT, no engine's
// functions.
package store
