package browser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"rsc.io/qr"
)

// A camera's picture.
const pictureWidth, pictureHeight = 640, 480

// film is a video in which a QR code is held before the camera (YUV4MPEG2).
func film(t *testing.T, text string) []byte {
	t.Helper()
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	frame := append(brightness(code), bytes.Repeat([]byte{128}, pictureWidth*pictureHeight/2)...)
	film := fmt.Appendf(nil, "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n", pictureWidth, pictureHeight)
	for range 3 {
		film = append(append(film, "FRAME\n"...), frame...)
	}
	return film
}

// brightness is the code in the middle of a light picture, as large as it fits.
func brightness(code *qr.Code) []byte {
	const dark, light = 40, 210
	scale := pictureHeight / (code.Size + 8)
	left, top := (pictureWidth-scale*code.Size)/2, (pictureHeight-scale*code.Size)/2
	picture := make([]byte, 0, pictureWidth*pictureHeight)
	for y := range pictureHeight {
		for x := range pictureWidth {
			point := byte(light)
			if x >= left && y >= top && code.Black((x-left)/scale, (y-top)/scale) {
				point = dark
			}
			picture = append(picture, point)
		}
	}
	return picture
}

// withCamera opens the browser again with a camera, before which what film
// returns is held once it is looked through.
func (c *chromium) withCamera() (show func(film []byte)) {
	c.t.Helper()
	file := filepath.Join(c.t.TempDir(), "film.y4m")
	c.flags = []chromedp.ExecAllocatorOption{
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", file),
	}
	c.restart()
	return func(film []byte) {
		if err := os.WriteFile(file, film, 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
}

// TestApproveByCamera is J2a at a desk: the page's own camera reads the code
// on the other screen. A code of another request does not match.
func TestApproveByCamera(t *testing.T) {
	t.Parallel()
	portal := startPortal(t)
	c := oneBrowser(t)
	show := c.withCamera()
	admin := c.tab(portal.base)
	admin.createProfile("alice")
	admin.laterHome()
	asked := newMachine(t).must("device", "connect", "alice@"+portal.name(), "--device-name", "server")
	link := portal.base + "/devices/pending/" + text(t, asked, "device") + "#" + text(t, asked, "code")
	admin.click("Review server")
	show(film(t, strings.Replace(link, "#M", "#MA", 1)))
	admin.click("Scan")
	admin.see("The codes differ.")
	show(film(t, link))
	admin.click("Scan")
	admin.see("The QR code shows the code that this browser computed.")
	if on := evaluate[bool](admin, `Boolean(document.querySelector("video").srcObject?.active)`); on {
		t.Error("the camera is still on")
	}
	admin.click("Approve")
	admin.see("It is in")
}
