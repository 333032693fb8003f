// What a person can have done: how it is asked before, which call does it, and what is said afterwards.

const ADMIN = '/api/admin/backup-system';

const SILENCES = [['1', '1 hour'], ['4', '4 hours'], ['24', '1 day'], ['168', '1 week'], ['0', 'No longer: tell people again']];

const TESTS = {
  database: [['quickTest', 'Quick: restore the database into a throwaway server and compare every table']],
  full: [['fullTest', 'Full: restore database and files, and compare both']],
  any: [
    ['quickTest', 'Quick: the newest backup of the database'],
    ['fullTest', 'Full: the newest full system backup, database and files'],
    ['disasterSimulation', 'Disaster simulation: with nothing but the bucket and the key'],
  ],
};

/** What is read for a backup of each kind, and who notices. */
const READS = {
  database: 'The database goes on working meanwhile; it is read once.',
  files: 'Programs go on writing to the files meanwhile; what has not changed since the last backup is not stored again.',
  full: 'Database, files and configuration are read, and stored under one id; the database goes on working meanwhile.',
  base: 'All files of the cluster are read; it goes on working meanwhile.',
};

const QUESTIONS = {
  backup: (target) => ({
    title: `Back up ${target.id} now?`,
    text: ['It begins when no other backup is in its way, beside what is scheduled, and is read back when it is stored.',
      READS[target.kind]],
    confirm: 'Back up now',
    done: `The backup of ${target.id} has begun.`,
    call: () => ({ path: ADMIN, body: { action: 'backup', type: target.kind, ...(['database', 'files'].includes(target.kind) ? { target: target.id } : {}) } }),
  }),
  verify: (target) => ({
    title: `Verify backup ${target.lastBackup.id}?`,
    text: [`Every copy of this backup of ${target.id} is read back and checked: sizes, checksums, encryption, structure.`,
      'Reading from a bucket may cost money.'],
    confirm: 'Verify',
    done: `The verification of ${target.lastBackup.id} has begun.`,
    call: () => ({ path: `/api/v1/backups/${encodeURIComponent(target.lastBackup.id)}/verify` }),
  }),
  test: (target) => ({
    title: target.lastBackup ? `Test backup ${target.lastBackup.id}?` : 'Run a restoration test?',
    text: ['It is restored beside production, compared with what the dump\'s own snapshot held, and removed again.',
      'Production is not touched.'],
    choice: { label: 'Test', name: 'testType', options: TESTS[target.kind] ?? TESTS.any },
    confirm: 'Test',
    done: 'The restoration test has begun.',
    call: (form) => ({
      path: ADMIN,
      body: { action: 'test', testType: form.get('testType'), ...(target.lastBackup ? { backupId: target.lastBackup.id } : {}) },
    }),
  }),
  acknowledge: (alert) => ({
    title: 'Acknowledge this alert?',
    text: [alert.problem.title, 'It says that you see to it: it goes on to nobody else. It stays open until its cause is gone.'],
    confirm: 'Acknowledge',
    done: 'Acknowledged.',
    call: () => ({ path: `/api/v1/alerts/${encodeURIComponent(alert.id)}/acknowledge` }),
  }),
  silence: (alert) => ({
    title: 'Silence this alert?',
    text: [alert.problem.title, 'Nobody is told of this cause meanwhile, also when it is over and comes back.'],
    choice: { label: 'For', name: 'hours', options: SILENCES },
    confirm: 'Silence',
    done: 'The silence is set.',
    call: (form) => ({ path: `/api/v1/alerts/${encodeURIComponent(alert.id)}/silence`, body: { hours: form.get('hours') } }),
  }),
  resolve: (alert) => ({
    title: 'Is this over?',
    text: [alert.problem.title, 'An alert resolves by itself when its cause is gone. If it is not, this one comes back.'],
    confirm: 'It is over',
    done: 'Resolved.',
    call: () => ({ path: `/api/v1/alerts/${encodeURIComponent(alert.id)}/resolve` }),
  }),
};

/** What the service calls it in its table of what each role may do. */
export const ACTIONS = {
  backup: 'post-backup-system:backup',
  verify: 'post-verification',
  test: 'post-backup-system:test',
  acknowledge: 'post-acknowledgement',
  silence: 'post-silence',
  resolve: 'post-resolution',
};

/** Whether a backup of a kind can be tested on demand: files alone are not, and base backups are after they were made. */
export const isTestable = (kind) => Object.hasOwn(TESTS, kind) && kind !== 'any';

/** How to ask for it, and what to call. */
export const question = (what, of) => QUESTIONS[what](of);
