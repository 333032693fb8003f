/**
 * The command line: starts and stops the service, and is otherwise a thin client of the admin API. Each command is a
 * small class that turns arguments into calls and answers into tables; it knows nothing about backups.
 */
package co.zencap.backup.cli;
