/**
 * What an operator can set. Every setting has one name, that of its environment variable; the file
 * {@code config/application.properties} and {@code .env.local} use the same names. All are checked once, at the start.
 */
package co.zencap.backup.settings;
