"""OAuth 2.0 and OpenID Connect as Cognito's domains speak them: authorize, token, userInfo, revoke, logout, discovery."""
