package notifizz

import (
	"fmt"
	"strings"
)

// Version is the version of this package, and of the C library that it needs.
const Version = "0.1.0"

// The header that the program was compiled with and the library that it runs with must agree on
// signatures and numbers, so both must be of this package's release.
var versionError = checkVersions(backendVersions())

func checkVersions(header, library string) error {
	if required := release(Version); release(header) != required || release(library) != required {
		return fmt.Errorf("%w (this package is %s, notifizz_token.h is %s, the library is %s)",
			ErrLibraryVersion, Version, header, library)
	}
	return nil
}

// release is a version without its patch number.
func release(version string) string {
	release, _, _ := strings.Cut(version, "-")
	if last := strings.LastIndexByte(release, '.'); last >= 0 {
		release = release[:last]
	}
	return release
}
