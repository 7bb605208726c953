package notifizz

// Error is one of the Err variables of this package. Its text says what to do and contains no
// part of any input.
type Error struct {
	code, message string
}

// Error returns one sentence that says what is wrong and what to do.
func (e *Error) Error() string { return "notifizz: " + e.message }

// Code returns the stable name that the error has in every language, such as "empty_user_id".
func (e *Error) Code() string { return e.code }
