/**
 * Bytes flow through filters that compose: every stage decorates a {@link co.zencap.backup.stream.Payload} and nothing
 * here knows Camel, PostgreSQL or S3. Size and hash are collected as the bytes pass, so nothing is read twice.
 */
package co.zencap.backup.stream;
