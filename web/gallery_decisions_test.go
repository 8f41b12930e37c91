package web_test

import "meshportal/web"

func decisions() []state {
	page := func() web.Page {
		return member("A device asks to join", "/devices/pending/"+sample(201).Text, "pending")
	}
	ask := func(name string) web.PendingPage {
		return web.PendingPage{Page: page(), Administrator: true, Found: true, Request: request(1, name)}
	}
	return []state{
		{"pending", web.Pending(ask("Phone"))},
		{"pending-long", web.Pending(ask(longName))},
		{"pending-hostile", web.Pending(ask(hostileName))},
		{"pending-mirrored", web.Pending(ask(mirrored))},
		{"pending-ended", web.Pending(web.PendingPage{Page: page(), Administrator: true})},
		{"pending-powerless", web.Pending(web.PendingPage{Page: page(), Found: true, Request: request(1, "Phone")})},
	}
}

func removals() []state {
	page := member("Remove a device", "/devices/"+sample(2).Text+"/remove", "remove")
	gone := web.Device{ID: sample(2).Text}
	return []state{
		{"remove", web.Remove(web.RemovePage{
			Page: page, Administrator: true, Known: true, Device: device(2, hostileName), Sessions: 2,
		})},
		{"remove-resumed", web.Remove(web.RemovePage{Page: page, Administrator: true, Device: gone})},
		{"remove-this", web.Remove(web.RemovePage{Page: page, Administrator: true, Known: true, This: true, Device: laptop()})},
		{"remove-last", web.Remove(web.RemovePage{Page: page, Administrator: true, Known: true, Last: true, Device: device(2, longName)})},
		{"remove-powerless", web.Remove(web.RemovePage{Page: page, Known: true, Device: device(2, "Phone")})},
	}
}

func seen() []web.Session {
	return []web.Session{
		{"bm90IGEgc2Vzc2lvbiwgb25seSBpdHMgaGFzaA", "Alice’s laptop", "Firefox on Linux", "203.0.113.7", began, asked, true},
		{"YW5vdGhlciBoYXNoIG9mIGEgc2Vzc2lvbiBoZXJl", longName, "Safari on iPhone", "2001:db8:85a3:8d3:1319:8a2e:370:7348", began, asked, false},
		{"eWV0IGFub3RoZXIgaGFzaCBvZiBhIHNlc3Npb24", hostileName, mirrored, "", began, asked, false},
	}
}

func profile() web.ProfilePage {
	of := web.Document{
		Name: master, ID: "dmVyc2lvbg", Title: "Personal profile", Identifier: master, Signer: "Alice’s laptop", Stored: asked, Version: "7", Index: "41",
		Decoded: "{\n  \"PersonalProfile\": {\n    \"Identifier\": \"" + master + "\",\n    \"Devices\": []\n  }\n}",
	}
	part := web.Document{Name: sample(2).Text, Longer: true, Title: "Device profile of “" + hostileName + "”", Identifier: sample(2).Text, Decoded: "{}"}
	return web.ProfilePage{
		Page: member("Profile", "/profile", "profile"), Master: fingerprint([]string{"MBVXS", "KQ7DT", "2PAEO", "ZN4LC", "W6RGH", "5JFUI"}),
		Keys:      web.MasterKeys{Signature: master, Escrow: sample(70).Text, Genesis: sample(71).Text},
		Documents: []web.Document{of, part},
	}
}
