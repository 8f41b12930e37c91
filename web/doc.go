// Package web is the display window: one templ file for each family of pages,
// with the struct that the page is rendered from above its component. Exported
// components are pages, all others are parts. Values arrive as the text that is
// shown; nothing here knows what a profile is.
package web

//go:generate go tool templ generate -path . -lazy
