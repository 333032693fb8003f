/**
 * What a restoration test found, as a document that outlives it: whoever has the public key can check that this service
 * wrote it and that nobody has changed it since.
 */
package co.zencap.backup.certificate;
