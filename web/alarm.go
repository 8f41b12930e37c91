package web

import "strings"

// The labels of the button with which a person goes on after an alarm.
const (
	trustAgain = "I have looked into it: trust this portal again"
	newLogKnow = "Its operator announced it: accept the new log"
)

const askOperator = "Save the evidence, and ask the operator over another way than this portal. Look with another of your devices, or with mesh log verify: if it raises the same alarm, it is not this browser. Until then, change nothing here and let no device in."

// alarms are the six of protocol.md II.6, by their names in addresses.
var alarms = map[string]AlarmPage{
	"substitution": {
		About:   "A browser raises it when the portal shows a document, a key or a name that the person’s devices did not sign.",
		Heading: "The portal showed something that your devices did not sign",
		Lead:    "A document, a key or a name that it served is not the one that belongs to your profile. Nothing was approved and nothing was signed.",
		Meaning: "A fault of the portal can do this; so can an operator, or somebody who has broken into the server, trying to slip a device of theirs into your profile.",
		Next:    askOperator, Accept: trustAgain,
	},
	"withheld": {
		About:   "A browser raises it when the portal’s own log knows of something that the portal does not serve.",
		Heading: "The portal keeps something back",
		Lead:    "Its own log says that there is more than it serves: a newer version of your profile, an application, or a part of the log itself.",
		Meaning: "A damaged database can do this. So can a portal that does not want this browser to see a change, for instance that a device was removed.",
		Next:    askOperator, Accept: trustAgain,
	},
	"rollback": {
		About:   "A browser raises it when the portal serves an older state than the browser has already seen.",
		Heading: "The portal went back in time",
		Lead:    "It serves an older state than this browser has already seen. What you changed since then is missing from it.",
		Meaning: "An operator who restored a backup causes this without any bad intent, and should have said so. It is also how a device that you removed could be brought back.",
		Next:    askOperator, Accept: trustAgain,
	},
	"fork": {
		About:   "A browser raises it when the portal’s log does not continue the one that the browser has seen.",
		Heading: "The portal has two histories",
		Lead:    "Its log does not continue the one that this browser has seen. Somebody is shown something else than you are.",
		Meaning: "An honest portal cannot do this by accident. The two signed checkpoints in the evidence contradict each other, and prove it to anybody.",
		Next:    askOperator, Accept: trustAgain,
	},
	"frozen": {
		About:   "A browser raises it when the portal’s newest checkpoint is more than an hour old, or an hour ahead.",
		Heading: "The portal’s log stands still",
		Lead:    "Its newest checkpoint is more than an hour old, or an hour ahead. Nothing is signed on it, because changes could be hidden behind it.",
		Meaning: "Often it is a clock: this computer’s, or the portal’s. It passes by itself once a fresh checkpoint is served.",
		Next:    "Check the clock of this computer, then look again. If it stays, ask the operator.",
	},
	"new-log": {
		About:   "A browser raises it when the portal’s log has another name or another key than before.",
		Heading: "The portal has another log",
		Lead:    "Its log has a new name or a new key. This browser goes on trusting the one that it knows until you decide.",
		Meaning: "An operator begins a new log after restoring a backup, and announces it. Without an announcement, it is a portal that wants you to forget what it said before.",
		Next:    "Ask the operator, over another way than this portal, for the name and the key of the new log. If they are those shown here, accept it: this browser then checks your profile anew from its first version, and submits again what the portal has lost.",
		Accept:  newLogKnow,
	},
}

// AlarmWords are the words of one of the six alarms, by its name in the
// address; ok is false if there is no such alarm.
func AlarmWords(kind string) (p AlarmPage, ok bool) {
	p, ok = alarms[kind]
	p.Kind, p.Name = kind, strings.ReplaceAll(kind, "-", " ")
	return p, ok
}
