/** The server as a process: apart from the command line, as the demo starts one too. */
package co.zencap.backup.liberty;
