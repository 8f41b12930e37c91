// Package meshcore is the locksmith of the Mesh: it makes, signs, verifies and
// opens the documents of a personal profile and knows no network, no database
// and no file.
//
// The documents are those of draft-hallambaker-mathematical-mesh (protocol.md
// Part I), in the dialect of protocol.md II.1: a MasterProfile names a person,
// a PersonalProfile lists that person's devices and applications, a
// DeviceProfile holds the keys of one device, an ApplicationProfile carries
// what is encrypted to the devices. A signed document is a [Signed] value, and
// gives up its fields only when its signature verifies.
package meshcore
