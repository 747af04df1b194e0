"""OpenID Connect with the issuer of an organisation: what allauth leaves out, or does more loosely, is done here."""
