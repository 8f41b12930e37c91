package browser

import (
	"strings"

	"meshportal/meshcore"
)

// payloads are names that would run, open or fetch something where a page
// did not take them for text, and some that would turn or stretch what stands
// beside them. All keep the rules for names; meshcore/text_test.go has those
// that do not.
var payloads = []string{
	`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `<SCRIPT SRC=//x.example></SCRIPT>`, `<script>alert(1)//`,
	`<img src=x onerror=alert(1)>`, `<IMG """><SCRIPT>alert(1)</SCRIPT>">`, `<img src=x onerror="alert(1)"`, `<img/src=x/onerror=alert(1)>`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1) attributeName=x>`, `<svg/onload=alert(1)//`,
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`, `<math href="javascript:alert(1)">x</math>`, `<iframe src=javascript:alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`,
	`<body onload=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`,
	`<audio src=x onerror=alert(1)>`, `<marquee onstart=alert(1)>`, `<object data="javascript:alert(1)">`, `<embed src=javascript:alert(1)>`,
	`<a href="javascript:alert(1)">x</a>`, `<form action=javascript:alert(1)><button>x`, `<button formaction=javascript:alert(1)>x`, `<base href=//x.example/>`,
	`<meta http-equiv=refresh content="0;url=//x.example">`, `<link rel=stylesheet href=//x.example/x.css>`, `<style>*{display:none}</style>`, `<style>@import '//x.example/x.css'</style>`,
	`<template><script>alert(1)</script></template>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<textarea></textarea><script>alert(1)</script>`, `</title><script>alert(1)</script>`,
	`"><script>alert(1)</script>`, `'><script>alert(1)</script>`, `" onmouseover="alert(1)`, `' onfocus='alert(1)' autofocus='`,
	`" autofocus onfocus=alert(1) x="`, `"><svg onload=alert(1)>`, `x" data-code="MAAAA`, `x" hidden x="`,
	`javascript:alert(1)`, `data:text/html,<script>alert(1)</script>`, `//x.example/%2e%2e`, `../../devices/blocked`,
	`{{constructor.constructor('alert(1)')()}}`, `${alert(1)}`, "`${alert(1)}`", `{% raw %}<%= 7*7 %>#{7*7}`,
	`<!--<script>alert(1)-->`, `]]><script>alert(1)</script>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;alert(1)&#60;/script&#62;`,
	`＜script＞alert(1)＜/script＞`, `<ſcript>alert(1)</ſcript>`, `Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳`, strings.Repeat("W", meshcore.MaxName),
}
