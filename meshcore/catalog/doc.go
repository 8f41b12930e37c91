// Package catalog is the private part of applications: what a device reads
// after it has decrypted an ApplicationProfile (protocol.md II.9).
//
// An application is of one [Kind], which names its fields. Its content is a
// [Catalog] of entries; an [Entry] is a JSON object of which this package
// understands some members and keeps all, in their order and as they were
// written. [Merge] joins the work of two devices, entry by entry, so that
// neither is lost (protocol.md II.10).
//
// [Generate] makes passwords, [Code] the one-time codes of an otpauth URI.
package catalog
