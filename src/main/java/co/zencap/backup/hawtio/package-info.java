/**
 * Sign-in to Hawtio with the key of the admin API. A jar of its own, beside the unchanged Hawtio application: it may use
 * nothing but the JDK and Hawtio.
 */
package co.zencap.backup.hawtio;
