/**
 * How each part is that the service needs. Every part is asked by a thread of its own, so that one that hangs is itself
 * reported, and nothing else waits for it.
 */
package co.zencap.backup.health;
