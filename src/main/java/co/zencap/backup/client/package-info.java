/**
 * The admin API from the caller's side. Everything the command line does to a running service goes through it, so that
 * the command line can nothing that a script with curl can't.
 */
package co.zencap.backup.client;
