package co.zencap.backup.alert.sms;

import com.twilio.type.PhoneNumber;

/**
 * One text message.
 *
 * @param alert of which it tells
 * @param event what has become of it
 */
public record Sms(String alert, String event, PhoneNumber to, PhoneNumber from, String text) {}
