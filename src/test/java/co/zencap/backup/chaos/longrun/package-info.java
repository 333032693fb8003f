/** Many backups in a row against a store that fails now and then: what grows with every one of them would end the service. */
package co.zencap.backup.chaos.longrun;
