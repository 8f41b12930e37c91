package catalog

// label is the field that every entry has.
var label = Field{Name: "Label", List: true}

// kinds are those of protocol.md II.9; structured values are those of Part I
// c.4, "Midle" and "Adressee" included.
var kinds = []Kind{
	{Name: "credentials", Tag: "CredentialProfile", Label: "Passwords", title: credentialTitle, Fields: []Field{
		{Name: "Sites", List: true},
		{Name: "Username"},
		{Name: "Password", Secret: true},
		{Name: "Protocol"},
		{Name: "OTP", Secret: true, check: checkOTP},
		{Name: "Notes", Lines: true},
		label,
	}},
	{Name: "bookmarks", Tag: "BookmarkProfile", Label: "Bookmarks", title: bookmarkTitle, Fields: []Field{
		{Name: "Title"},
		{Name: "Uri"},
		{Name: "Notes", Lines: true},
		label,
	}},
	{Name: "contacts", Tag: "ContactProfile", Label: "Contacts", title: contactTitle, Fields: []Field{
		{Name: "FullName"},
		{Name: "Organization", List: true},
		{Name: "Personals", List: true, Object: true, Struct: "First"}, // First, Last, Midle
		{Name: "MeshUDFs", List: true},
		{Name: "Internets", List: true, Object: true, Struct: "Uri"},  // Label*, Attributes*, Uri
		{Name: "Postals", List: true, Object: true, Struct: "Street"}, // Label*, Attributes*, Adressee, Street, Town, Region, Country, Code
		{Name: "Notes", Lines: true},
		label,
	}},
	{Name: "network", Tag: "NetworkProfile", Label: "Networks", title: networkTitle, Fields: []Field{
		{Name: "SSID"},
		{Name: "Sites", List: true},
		{Name: "Protocol"},
		{Name: "Username"},
		{Name: "Password", Secret: true},
		connection("DNS"),
		{Name: "Prefix", List: true},
		label,
	}},
	{Name: "mail", Tag: "MailProfile", Label: "Mail accounts", title: mailTitle, Fields: []Field{
		{Name: "EmailAddress"},
		{Name: "ReplyToAddress"},
		{Name: "DisplayName"},
		{Name: "AccountName"},
		connection("Inbound"),
		connection("Outbound"),
		{Name: "Sign", List: true, Secret: true, Lines: true, Object: true}, // PublicKey, or PEM; may hold the private key
		{Name: "Encrypt", List: true, Secret: true, Lines: true, Object: true},
		label,
	}},
	{Name: "ssh", Tag: "SSHProfile", Label: "SSH", title: sshTitle, Fields: []Field{
		{Name: "Account"},
		{Name: "HostEntries", List: true, Object: true, Struct: "Address"},                    // Address, AlgorithmID, PublicKey
		{Name: "DeviceEntries", List: true, Object: true, Struct: "PublicKey", unique: "UDF"}, // UDF, PublicKey
		label,
	}},
	{Name: "notes", Tag: "NoteProfile", Label: "Notes", title: noteTitle, Fields: []Field{
		{Name: "Title"},
		{Name: "Text", Lines: true},
		label,
	}},
}

// connection returns a list of Connection: ServiceName, Port, Prefix, Security*,
// UserName, Password, URI, Authentication, TimeOut, Polling.
func connection(name string) Field {
	return Field{Name: name, List: true, Object: true, Struct: "ServiceName"}
}
