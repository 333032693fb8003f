/**
 * Master keys that settings only refer to: AWS KMS opens one that was encrypted with a key of its own, HashiCorp Vault hands one
 * out. Both are asked when settings are read, and never again; why Camel's property functions are not what asks says
 * {@code docs/decisions/0018-key-custody.md}.
 */
package co.zencap.backup.custody;
