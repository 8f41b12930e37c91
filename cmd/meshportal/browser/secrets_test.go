package browser

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meshportal/meshcore/jose"
)

// TestSiegeSecrets: after a kit, an invitation and a password, nothing gives a
// private key of a browser away, and what is secret is in no address that was
// asked for, in nothing that scripts can read, and in no file of the portal. A
// stolen cookie opens pages until its session is over.
func TestSiegeSecrets(t *testing.T) {
	t.Parallel()
	portal, server := startPortal(t), newMachine(t)
	two := browsers(t, 2)
	admin, joiner := two[0].tab(portal.base), two[1].tab(portal.base)
	two[0].watch.expect("status of 401|PerformanceIssue") // of asking for document.cookie
	two[1].watch.expect("status of 401|PerformanceIssue")
	secrets := admin.makesSecrets(t, portal, server, joiner)
	invitation := secrets[3]
	for _, p := range []*tab{admin, joiner} {
		p.wantShut()
	}
	joiner.wantUntold(secrets)
	admin.wantUntold(append(secrets[:3:3], secrets[4:]...)) // it knows a copy of its invitation by it, until that ends
	for _, c := range two {
		wantOwnAddresses(t, c.watch, portal.base, secrets)
	}
	wantNothingKept(t, admin, secrets)
	own := admin.steals(t, portal)
	steals(t, portal, server, joiner)
	secrets = append(secrets, own, strings.Split(invitation, "/")[2])
	wantNotOnDisk(t, filepath.Dir(portal.data), append(secrets, server.privateKeys()...))
}

// shut tries every way out for every private key, for those of its copies too,
// which other tabs get. It tells the number of keys and what came out.
const shut = `(async () => {
	const database = await new Promise((done) => (indexedDB.open("mesh", 1).onsuccess = ({ target }) => done(target.result)));
	const all = await new Promise((done) => (database.transaction("keys").objectStore("keys").getAll().onsuccess = ({ target }) => done(target.result)));
	database.close();
	const out = [];
	const ways = [{ name: "AES-GCM", length: 256 }, { name: "AES-KW", length: 256 }, { name: "AES-CBC", length: 256 }];
	const wrappers = await Promise.all(ways.map(async (way) => [{ ...way, iv: new Uint8Array(way.name === "AES-CBC" ? 16 : 12) }, await crypto.subtle.generateKey(way, true, ["wrapKey"])]));
	const sent = (from, to, key) => new Promise((done) => {
		to.onmessage = ({ data }) => done(data);
		from.postMessage(key);
	});
	const copies = async (key) => {
		const { port1, port2 } = new MessageChannel(), [one, two] = [new BroadcastChannel("copy"), new BroadcastChannel("copy")];
		const all = { itself: key, clone: structuredClone(key), port: await sent(port1, port2, key), broadcast: await sent(one, two, key) };
		for (const channel of [port1, port2, one, two]) channel.close();
		return Object.entries(all);
	};
	for (const { alg, private: secret } of all) {
		for (const [copy, key] of await copies(secret)) {
			const found = (what) => out.push([alg, copy, what].join(" "));
			if (key.extractable || key.type !== "private" || key.usages.some((u) => !["sign", "deriveBits"].includes(u))) found("open to " + key.usages);
			for (const format of ["raw", "pkcs8", "jwk", "spki"]) {
				await crypto.subtle.exportKey(format, key).then(() => found("exported as " + format), () => {});
				for (const [way, wrapper] of wrappers) await crypto.subtle.wrapKey(format, key, wrapper, way).then(() => found("wrapped as " + format), () => {});
			}
			if (JSON.stringify(key) !== "{}") found(JSON.stringify(key));
		}
	}
	return [String(all.length), ...out];
})()`

// wantShut: the keys of this browser stay in it.
func (p *tab) wantShut() {
	p.t.Helper()
	got := evaluate[[]string](p, shut)
	if got[0] < "3" || len(got) > 1 {
		p.t.Errorf("%s keys are there, and came out: %q", got[0], got[1:])
	}
}

// wantUntold: no record and no cache that scripts can read has a secret.
func (p *tab) wantUntold(secrets []string) {
	p.t.Helper()
	kept := evaluate[map[string]string](p, `(async () => {
		const database = await new Promise((done) => (indexedDB.open("mesh", 1).onsuccess = ({ target }) => done(target.result)));
		const store = database.transaction("records").objectStore("records");
		const all = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
		const [names, values] = await Promise.all([all(store.getAllKeys()), all(store.getAll())]);
		const databases = await indexedDB.databases();
		database.close();
		const texts = values.map((bytes) => new TextDecoder("latin1").decode(bytes));
		return { caches: (await caches.keys()).join(), databases: databases.map((d) => d.name).join(), ...Object.fromEntries(names.map((name, i) => [name, texts[i]])) };
	})()`)
	if kept["caches"] != "" || kept["databases"] != "mesh" || len(kept) < 5 {
		p.t.Errorf("the browser has kept %d records, the databases %s and the caches %s", len(kept), kept["databases"], kept["caches"])
	}
	for name, text := range kept {
		for _, secret := range secrets {
			for _, form := range []string{secret, strings.ReplaceAll(secret, "-", ""), base64.RawURLEncoding.EncodeToString([]byte(secret))} {
				if strings.Contains(text, form) {
					p.t.Errorf("the record %s has %q", name, secret)
				}
			}
		}
	}
}

// privateKeys are those of a machine, which keeps them in its own files.
func (m *machine) privateKeys() (keys []string) {
	m.t.Helper()
	files, err := filepath.Glob(filepath.Join(m.state, "key%2F*"))
	must(m.t, err)
	for _, file := range files {
		var parameters jose.PrivateParameters
		data, err := os.ReadFile(file)
		must(m.t, err)
		must(m.t, json.Unmarshal(data, &parameters))
		text := ""
		if parameters.OKP != nil {
			text = parameters.OKP.D
		} else if parameters.EC != nil {
			text = parameters.EC.D
		}
		key, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(key) != 32 {
			m.t.Fatalf("%s is no private key: %v", filepath.Base(file), err)
		}
		keys = append(keys, string(key))
	}
	if len(keys) < 3 {
		m.t.Fatalf("%d private keys were found", len(keys))
	}
	return keys
}
