package web_test

import (
	"strconv"

	"meshportal/web"
)

func overview() []state {
	begun := web.HomePage{Page: member("Home", "/home", "home")}
	busy := web.HomePage{
		Page: member("Home", "/home", "home"), Kits: 1,
		Requests: []web.PendingDevice{request(1, "Phone"), request(2, longName)}, Closing: ends, Recent: events(),
	}
	busy.Pending = 2
	return []state{{"home-begun", web.Home(begun)}, {"home-busy", web.Home(busy)}}
}

func events() []web.Event {
	return []web.Event{
		{When: asked, What: "Devices or rights changed", By: hostileName, Index: "41"},
		{When: asked, What: "Recovery kit made", By: mirrored, Index: "40"},
		{When: began, What: "Passwords changed", By: longName, Index: "12"},
		{When: began, What: "Profile created", Index: "0"},
	}
}

func devices() []state {
	page := member("Devices", "/devices", "devices")
	single := web.DevicesPage{Page: page, Administrator: true, Devices: []web.Device{laptop()}}
	blocked := member("Blocked devices", "/devices/blocked", "blocked")
	return []state{
		{"devices-one", web.Devices(single)},
		{"devices-many", web.Devices(crowd(page))},
		{"devices-powerless", web.Devices(web.DevicesPage{Page: page, Devices: []web.Device{laptop(), device(1, "Phone")}})},
		{"devices-none", web.Devices(web.DevicesPage{Page: page, Administrator: true})},
		{"blocked-none", web.Blocked(web.BlockedPage{Page: blocked, Administrator: true})},
		{"blocked-powerless", web.Blocked(web.BlockedPage{Page: blocked})},
		{"blocked-two", web.Blocked(web.BlockedPage{Page: blocked, Administrator: true, Devices: []web.Fingerprint{sample(31), sample(32)}})},
	}
}

// crowd is twenty devices, some with names that nobody should have given them.
func crowd(page web.Page) web.DevicesPage {
	page.Pending = 3
	invited := request(1, hostileName)
	invited.Invited = true
	p := web.DevicesPage{Page: page, Administrator: true, Blocked: 2}
	p.Requests = []web.PendingDevice{invited, request(2, longName), request(3, mirrored)}
	p.Devices = []web.Device{laptop(), device(1, longName), device(2, hostileName), device(3, mirrored)}
	for n := 4; n < 20; n++ {
		d := device(n, "Machine "+strconv.Itoa(n))
		d.Stale = n%5 == 0
		p.Devices = append(p.Devices, d)
	}
	p.Devices[4].Seen, p.Devices[4].Role = web.Moment{}, "Has no rights yet"
	p.Devices[5].Came, p.Devices[5].AddedBy = "Came by recovery", ""
	return p
}

func kept() []state {
	sessions := member("Web sessions", "/sessions", "")
	return []state{
		{"device-this", web.DeviceDetails(detail(laptop()))},
		{"device-other", web.DeviceDetails(other())},
		{"device-powerless", web.DeviceDetails(web.DevicePage{Page: member("Phone", "/devices/x", "device"), Device: device(1, "Phone"), Rights: rights()})},
		{"sessions-one", web.Sessions(web.SessionsPage{Page: sessions, Sessions: seen()[:1]})},
		{"sessions-many", web.Sessions(web.SessionsPage{Page: sessions, Sessions: seen()})},
		{"profile", web.Profile(profile())},
	}
}

func detail(d web.Device) web.DevicePage {
	return web.DevicePage{
		Page: member(d.Name, "/devices/"+d.ID, "device"), Administrator: true, Device: d, Administers: d.This,
		Keys: []web.Key{{"Signs documents", "Ed25519", sample(50)}, {"Signs calls", "Ed25519", sample(52)}, {"Opens what is encrypted to it", "P-256", sample(51)}},
	}
}

func other() web.DevicePage {
	d := device(2, longName)
	d.Claimed, d.AddedBy = hostileName, mirrored
	p := detail(d)
	p.Administers, p.Rights, p.Sessions = true, rights(), seen()
	return p
}

func rights() []web.Right {
	return []web.Right{
		{sample(60).Text, "Passwords", "editor"}, {sample(61).Text, "Bookmarks", "reader"}, {sample(62).Text, "Networks", ""},
	}
}
