/**
 * Traces: one of each operation, from what began it to the certificate. Off unless somebody sets where they go; nothing else
 * refers to this package, nor to what it sends them with, so that until then not even its classes are there.
 */
package co.zencap.backup.trace;
