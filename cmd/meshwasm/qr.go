//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"rsc.io/qr/coding"
)

// qrCode is a QR code as the path of an SVG, one unit a module, without its
// quiet zone.
type qrCode struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

type textArgument struct {
	Text string `json:"text"`
}

func qrOf(_ *device, a textArgument) (any, error) { return drawQR(a.Text) }

// drawQR encodes text with error correction of 15 %, in the smallest version
// that holds it.
func drawQR(text string) (*qrCode, error) {
	for version := coding.Version(1); ; version++ {
		data := coding.String(text)
		plan, err := coding.NewPlan(version, coding.M, 0)
		if err != nil {
			return nil, err
		}
		if data.Bits(version) > plan.DataBytes*8 {
			continue
		}
		code, err := plan.Encode(data)
		if err != nil {
			return nil, err
		}
		return &qrCode{Size: code.Size, Path: path(code)}, nil
	}
}

// path draws the runs of dark modules, row by row.
func path(code *coding.Code) string {
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			begin := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if width := strconv.Itoa(x - begin); x > begin {
				b.WriteString("M" + strconv.Itoa(begin) + " " + strconv.Itoa(y) + "h" + width + "v1h-" + width + "z")
			}
		}
	}
	return b.String()
}
