package web

// Refusal returns the heading of an error page and what to do next, by HTTP
// status.
func Refusal(status int) (heading, next string) {
	switch status {
	case 404:
		return "There is nothing here", "Check the address, or begin at the front door."
	}
	return "This did not work", "Nothing was changed. Try again."
}
