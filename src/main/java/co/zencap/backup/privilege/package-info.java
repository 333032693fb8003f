/**
 * What each part of the program has to be given, and no more, as whoever runs the database or the bucket writes it down. It is
 * printed and never carried out: who may give rights needs rights that this program should not have.
 */
package co.zencap.backup.privilege;
