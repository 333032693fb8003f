/**
 * Where artifacts and manifests lie: a local directory or an S3 bucket, behind one small interface. Objects are written
 * once and never modified, so the interface has no append, no rename and no lock; large objects reach a bucket through
 * the {@code upload-artifact} route, not through this interface, which only confirms, reads, lists and removes them.
 */
package co.zencap.backup.repository;
