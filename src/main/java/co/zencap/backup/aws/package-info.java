/** What all services of AWS that are called have in common. */
package co.zencap.backup.aws;
