/**
 * Text messages through Twilio: who gets one, and what fits into it. The client of Twilio asks once, as only the alert book
 * knows when to try again, and nobody is to get a message twice.
 */
package co.zencap.backup.alert.sms;
