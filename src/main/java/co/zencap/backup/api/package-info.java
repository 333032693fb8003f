/**
 * The admin API: the specification's paths as printed there, and beside them resources under {@code /api/v1}. Written in
 * the Java REST DSL, from which the OpenAPI document is made; errors are problem documents (RFC 9457) that say what to do.
 */
package co.zencap.backup.api;
