package browser

import ("testing";"strings";"time";"fmt")

const leaveWhileOpening = `if (location.pathname === "/") {
	const open = IDBFactory.prototype.open;
	IDBFactory.prototype.open = function (...all) {
		const opening = open.apply(this, all);
		VARIANT
		return opening;
	};
}`
func TestLeftEarly(t *testing.T) {
	for i, v := range []string{`location.assign("/join")`, `setTimeout(() => location.assign("/join"))`, `setTimeout(() => location.assign("/join"), 10)`, `setTimeout(() => location.assign("/join"), 30)`,`opening.addEventListener("upgradeneeded", () => location.assign("/join"))`, `opening.addEventListener("success", () => location.assign("/join"))`} {
	t.Run(fmt.Sprint(i), func(t *testing.T) {
	portal := startPortal(t)
	p := oneBrowser(t).tab(portal.base, onNewDocument(strings.Replace(leaveWhileOpening, "VARIANT", v, 1)))
	p.open("/")
	p.at("/join")
	p.typeInto("Account name", "alice")
	start := time.Now()
	p.click("Create profile")
	p.at("/join/kit")
	t.Log(v, time.Since(start))
	}) }
}
