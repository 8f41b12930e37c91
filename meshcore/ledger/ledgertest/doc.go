// Package ledgertest has a log in memory, for the tests of what reads logs.
package ledgertest
