/**
 * Brings the parts together and starts them. Everything works without a server too ({@link
 * co.zencap.backup.runtime.ZencapMain}); only the servlets and {@link co.zencap.backup.runtime.ZencapService} know one.
 */
package co.zencap.backup.runtime;
