/**
 * Recovery on an empty machine: no service, no catalog and no configuration, with nothing but a repository, the key and a
 * PostgreSQL server.
 */
package co.zencap.backup.recovery.standalone;
