/** Defects, each put in on purpose, and the checks that must find and name them. */
package co.zencap.backup.chaos.sabotage;
