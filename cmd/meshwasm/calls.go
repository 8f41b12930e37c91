//go:build js && wasm

package main

// calls is everything that a page can ask for, by name.
var calls = map[string]call{
	"self":           plain(self),
	"create":         with(create),
	"connect":        with(connect),
	"joinStatus":     plain(joinStatus),
	"cancel":         plain(cancel),
	"readInvitation": with(readInvitation),

	"pending":     plain(pending),
	"find":        with(find),
	"approve":     with(approve),
	"reject":      with(reject),
	"unblock":     with(unblock),
	"invite":      with(invite),
	"invitations": plain(invitations),
	"revoke":      with(revoke),
	"heed":        with(heed),
	"letIn":       plain(letIn),

	"devices":          plain(devices),
	"rename":           with(rename),
	"setAdministrator": with(setAdministrator),
	"grant":            with(grant),
	"applications":     plain(applications),
	"preview":          with(preview),
	"remove":           with(remove),
	"finishWork":       plain(finishWork),
	"secrets":          plain(secrets),
	"markSecret":       with(markSecret),

	"makeKit":      with(makeKit),
	"verifyKit":    with(verifyKit),
	"kits":         plain(kits),
	"mastersUntil": plain(mastersUntil),

	"check":       plain(check),
	"documents":   plain(documents),
	"evidence":    plain(evidence),
	"accuse":      with(accuse),
	"undecided":   plain(undecided),
	"servedLog":   plain(servedLog),
	"acceptLog":   with(acceptLog),
	"acknowledge": with(acknowledge),
	"qr":          with(qrOf),
}
