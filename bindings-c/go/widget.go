//go:build cgo

package notifizz

import "unicode/utf8"

// WidgetOptions is what the widget in the browser takes to authenticate a user. Its JSON has the
// widget's own names: authType, token, userId, userEmail and, if set, apiKey.
type WidgetOptions struct {
	// APIKey is the Front API Key, which is public and plays no part in the token. Set it if the page
	// does not have it already.
	APIKey string `json:"apiKey,omitempty"`
	// AuthType is always "backendToken".
	AuthType string `json:"authType"`
	// Token is the hashed token of UserID.
	Token string `json:"token"`
	// UserID is the very text that was signed.
	UserID string `json:"userId"`
	// UserEmail is the user's e-mail address.
	UserEmail string `json:"userEmail"`
}

// WidgetOptions makes what the widget needs for one user: a hashed token with all that goes beside
// it. Hand it to that user only, with "Cache-Control: no-store". The e-mail address plays no part in
// the token.
//
// It returns [ErrEmptyUserID], [ErrEmptyUserEmail] or [ErrInvalidText].
func (c *Client) WidgetOptions(userID, userEmail string) (WidgetOptions, error) {
	token, err := c.GenerateHashedToken(userID)
	switch {
	case err != nil:
		return WidgetOptions{}, err
	case userEmail == "":
		return WidgetOptions{}, ErrEmptyUserEmail
	case !utf8.ValidString(userEmail):
		return WidgetOptions{}, ErrInvalidText
	}
	return WidgetOptions{
		AuthType:  "backendToken",
		Token:     token,
		UserID:    userID,
		UserEmail: userEmail,
	}, nil
}
