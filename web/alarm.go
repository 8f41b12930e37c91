package web

// AlarmWords are the words of one of the six alarms; ok is false if there is no
// such kind.
func AlarmWords(kind string) (AlarmPage, bool) {
	switch kind {
	case "substitution", "withheld", "rollback", "fork", "frozen", "new-log":
		return AlarmPage{Kind: kind, Heading: "The portal contradicted itself"}, true
	}
	return AlarmPage{}, false
}
