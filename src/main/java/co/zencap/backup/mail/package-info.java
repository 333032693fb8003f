/** E-mail: what it says, and the form that a mail server or SendGrid takes it in. The flow is in {@code routes/channel-email.camel.yaml}. */
package co.zencap.backup.mail;
