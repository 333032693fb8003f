/**
 * Alerts in Slack: what a message shows, where it goes, and what a press of one of its buttons means. All text from outside is
 * sent as plain text, in which Slack reads neither mentions nor links nor formatting.
 */
package co.zencap.backup.alert.slack;
