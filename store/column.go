package store

import (
	"fmt"
	"time"
)

// moment is a time as it is stored (see the package comment).
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant is a time as it is read.
type instant time.Time

// Scan implements [database/sql.Scanner].
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("a time column holds a %T", src)
	}
	return nil
}

// blob is bytes as they are stored: nil is NULL, empty is not.
func blob(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// octets is a blob as it is read.
type octets []byte

// Scan implements [database/sql.Scanner].
func (b *octets) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*b = nil
	case []byte:
		*b = append([]byte{}, v...)
	default:
		return fmt.Errorf("a column of bytes holds a %T", src)
	}
	return nil
}

// digest is 32 bytes as they are read; NULL is all zero.
type digest [32]byte

// Scan implements [database/sql.Scanner].
func (d *digest) Scan(src any) error {
	v, ok := src.([]byte)
	if src == nil {
		*d = digest{}
		return nil
	}
	if !ok || len(v) != len(d) {
		return fmt.Errorf("a digest column holds a %T of %d bytes", src, len(v))
	}
	*d = digest(v)
	return nil
}
