/**
 * Tokens of an identity provider, in place of keys. The library is used here alone, and not loaded where no provider is set;
 * why it is not the server's own feature says {@code docs/decisions/0016-https-and-tokens.md}.
 */
package co.zencap.backup.access.oidc;
