/**
 * Which backups stay and which may go: pure functions of facts, a policy and an instant, so that a dry run, a cleanup and
 * a test of thousands of made-up histories decide alike. What no policy may override is decided here too, and nowhere else.
 */
package co.zencap.backup.retention;
