/** Parts that stand in for an operator's own servers: real protocols, random credentials, loopback only, no Docker. */
package co.zencap.backup.demo;
