/**
 * The dashboard's side of the server: who is signed in, the page itself, and the events that keep it up to date. A session is
 * a second way to show a key, for browsers: the key is sent once, and never kept where a script or an address shows it.
 */
package co.zencap.backup.web;
