package notifizz

// WidgetOptions is what the widget in the browser takes to authenticate a user. Its JSON has the
// widget's own names: authType, token, userId, userEmail and, if set, apiKey.
type WidgetOptions struct {
	// APIKey is the Front API Key, which every browser sees and which plays no part in the token. Pass
	// it to [Client.WidgetOptions], which checks it: a value set here later is not checked.
	APIKey string `json:"apiKey,omitempty"`
	// AuthType is always "backendToken".
	AuthType string `json:"authType"`
	// Token is the hashed token of UserID.
	Token string `json:"token"`
	// UserID is the user ID that was signed.
	UserID string `json:"userId"`
	// UserEmail is the user's e-mail address.
	UserEmail string `json:"userEmail"`
}

// WidgetOptions generates the widget's options for one user, with a fresh hashed token. Send them to
// that user only, with "Cache-Control: no-store, private", as [WidgetOptionsHandler] does. The e-mail
// address plays no part in the token.
//
// If the page does not have the Front API Key already, pass it as the last argument. It must not be
// the auth secret key nor a previous one, not even in quotes, with whitespace around it or in another
// letter case.
//
// It returns [ErrEmptyUserID], [ErrEmptyUserEmail], [ErrEmptyFrontAPIKey], [ErrFrontAPIKeyIsSecret]
// or [ErrInvalidText].
func (c *Client) WidgetOptions(userID, userEmail string, frontAPIKey ...string) (WidgetOptions, error) {
	options := WidgetOptions{AuthType: "backendToken", UserID: userID, UserEmail: userEmail}
	var token token
	err := c.handle().use(func(k *keys) int32 {
		for _, apiKey := range frontAPIKey {
			// A previous key is a secret, too.
			for _, client := range k.clients {
				if status := client.CheckFrontAPIKey(apiKey); status != statusOK {
					return status
				}
			}
			options.APIKey = apiKey
		}
		return k.clients[0].WidgetToken(userID, userEmail, &token)
	})
	if options.Token, err = result(&token, err); err != nil {
		return WidgetOptions{}, err
	}
	return options, nil
}
