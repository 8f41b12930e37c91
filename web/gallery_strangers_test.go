package web_test

import (
	"net/http"
	"strings"

	"meshportal/web"
)

func strangers() []state {
	bare := stranger("Create a profile", "/join", "join")
	bare.Built = false
	return []state{
		{"front-open", web.Front(web.FrontPage{Page: stranger("Front door", "/", "front"), Signup: "open"})},
		{"front-closed", web.Front(web.FrontPage{Page: stranger("Front door", "/", "front"), Signup: "closed"})},
		{"front-member", web.Front(web.FrontPage{Page: member("Front door", "/", "front"), Signup: "open"})},
		{"join-open", web.Join(web.JoinPage{Page: stranger("Create a profile", "/join", "join"), Signup: "open"})},
		{"join-invitation", web.Join(web.JoinPage{Page: stranger("Create a profile", "/join", "join"), Signup: "invitation"})},
		{"join-closed", web.Join(web.JoinPage{Page: stranger("Create a profile", "/join", "join"), Signup: "closed"})},
		{"join-unbuilt", web.Join(web.JoinPage{Page: bare, Signup: "open"})},
		{"signin", web.SignIn(web.SignInPage{Page: stranger("Signing in", "/home", "signin")})},
		{"lost", web.Lost(web.LostPage{Page: stranger("Lost keys", "/lost", "lost")})},
	}
}

func joining() []state {
	return []state{
		{"connect", web.Connect(web.ConnectPage{Page: stranger("Connect this browser", "/connect", "connect")})},
		{"kit", web.Kit(web.KitPage{Page: member("Recovery kit", "/join/kit", "kit")})},
		{"add", web.Add(web.AddPage{Page: member("Add a device", "/devices/add", "add"), Administrator: true})},
		{"add-powerless", web.Add(web.AddPage{Page: member("Add a device", "/devices/add", "add")})},
	}
}

func words() []state {
	all := append(alarms(), help()...)
	const nothing, broken = "There is nothing at this address.", "Something went wrong; nothing was changed. Request 01JD9X5T7M3Q."
	return append(all,
		failure("error-stranger", stranger("", "/nowhere", ""), http.StatusNotFound, nothing),
		failure("error-member", member("", "/nowhere", ""), http.StatusNotFound, nothing),
		failure("error-hostile", member("", "/devices/pending/"+hostileName, ""), http.StatusBadRequest, "The portal cannot answer "+hostileName+"."),
		failure("error-broken", unasked("/home"), http.StatusInternalServerError, broken),
	)
}

// failure is the page of a refusal, in the words for its status.
func failure(name string, page web.Page, status int, message string) state {
	p := web.ErrorPage{Page: page, Message: message}
	p.Heading, p.Next = web.Refusal(status)
	p.Title = p.Heading
	if status >= http.StatusInternalServerError {
		p.Request = "01JD9X5T7M3Q"
	}
	return state{name, web.Error(p)}
}

// unasked is a page within a session of which the portal cannot say whose it is.
func unasked(path string) web.Page {
	p := stranger("", path, "")
	p.Device = sample(0).Text
	return p
}

func alarms() (all []state) {
	for _, kind := range []string{"substitution", "withheld", "rollback", "fork", "frozen", "new-log"} {
		p, _ := web.AlarmWords(kind)
		p.Page = stranger("The alarm “"+p.Name+"”", "/alarm/"+kind, "alarm")
		all = append(all, state{"alarm-" + kind, web.Alarm(p)})
	}
	p, _ := web.AlarmWords("fork")
	p.Page = member("The alarm “fork”", "/alarm/fork", "alarm")
	return append(all, state{"alarm-evidence", web.Alarm(p)})
}

// help is every topic, as a page of the same fixed build.
func help() (all []state) {
	p := web.HelpPage{
		Page: stranger("Help", "/help", ""), Hashes: []web.Fact{{Name: "js/page.js", Value: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
		Bundle: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", BaseURL: "https://mesh.example.org",
		LogOrigin: "mesh.example.org/log", LogKey: "mesh.example.org/log+1a2b3c4d+AfEN2EQnRaHYFzQkV2Lq8M1vJ0XWcO7tBgUe5xKZsYhP",
	}
	for _, topic := range []string{"", "security", "devices", "codes", "recovery", "command", "removal", "lost", "sessions", "alarms"} {
		if page, ok := web.Help(topic, p); ok {
			all = append(all, state{strings.TrimSuffix("help-"+topic, "-"), page})
		}
	}
	return append(all, state{"recover", web.Recover(p)})
}
