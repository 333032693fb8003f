/**
 * Alerts for other programs. What each of them wants to be told, and how, is in {@code config/webhook-formats}: here is only
 * how such a format is filled in.
 */
package co.zencap.backup.alert.webhook;
