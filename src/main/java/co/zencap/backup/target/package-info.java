/** What is backed up. Knows neither Camel nor how a backup is made. */
package co.zencap.backup.target;
