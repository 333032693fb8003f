// One recovery: watched as it runs, what came of it, and taken back.
import { Component, html } from '../html.js';
import { get, post } from '../api.js';
import { Act, Dialog, Facts, Lamp, Loaded, Section, Trouble, focusHeading } from '../parts.js';
import { clock, exact, span } from '../words.js';
import { Running } from './operations.js';

const SOON = 1000;
const LATER = 4000;

const STEPS = [
  ['pre-flight', 'Look for what stands in the way'],
  ['announcement', 'Tell people'],
  ['safety backup', 'Back up what is still there'],
  ['replay', 'Replay the write-ahead log in a copy of the cluster, and dump the database from it'],
  ['restore', 'Fetch the backup, and restore it beside what is live'],
  ['verification', 'Compare what was restored with what was backed up'],
  ['analyze', 'Have the server look at the restored tables'],
  ['swap', 'Put what was restored in the place of what is live'],
  ['check', 'Ask what was recovered, as it is in use now'],
  ['report', 'Write down what came of it'],
];
const UNDO = ['undo', 'Put back what was there before'];

const STATES = {
  running: ['busy', 'Running'], succeeded: ['good', 'In use'], failed: ['bad', 'Failed'], undone: ['idle', 'Undone'],
};

export function RecoveryState({ of }) {
  const [tone, word] = STATES[of] ?? ['idle', of];
  return html`<${Lamp} tone=${tone}>${word}</${Lamp}>`;
}

/** The id is the recovery's, or that of the operation that has begun it: its record is there a moment later only. */
export class RecoveryPage extends Component {
  constructor() {
    super();
    this.state = { record: null, operation: null, problem: null, undoing: null, undo: null };
  }

  componentDidMount() {
    this.load();
  }

  componentDidUpdate(props, before) {
    if (props.version !== this.props.version || phases(props.running) !== phases(this.props.running)) {
      this.load();
    }
    if (stage(before) !== stage(this.state)) {
      focusHeading(this.base);
    }
  }

  componentWillUnmount() {
    this.gone = true;
    clearTimeout(this.timer);
  }

  async load() {
    if (this.loading) {
      return;
    }
    this.loading = true;
    clearTimeout(this.timer);
    let next;
    try {
      const { id } = this.props;
      const record = await known(`/api/v1/recoveries/${encodeURIComponent(id)}`);
      const operation = await known(`/api/v1/operations/${encodeURIComponent(this.state.undo ?? record?.operationId ?? id)}`);
      const problem = record || operation ? null : { title: 'There is no such recovery', detail: `Nothing is known of ${id}.`, hint: 'The page Recover lists them.' };
      next = { record, operation, problem };
    } catch (problem) {
      next = { problem };
    }
    this.loading = false;
    if (!this.gone) {
      this.setState(next);
      if (next.problem || stage({ ...this.state, ...next }) === 'running') {
        this.timer = setTimeout(() => this.load(), next.problem ? LATER : SOON);
      }
    }
  }

  async undo() {
    this.setState({ undoing: { busy: true } });
    try {
      const { operationId } = await post('/api/admin/backup-system', {
        action: 'disaster_recovery', options: { confirmed: true, undo: this.state.record.id },
      });
      this.setState({ undoing: null, undo: operationId, operation: null });
      this.load();
    } catch (problem) {
      this.setState({ undoing: { busy: false, problem } });
    }
  }

  render({ running }, { record, operation, problem, undoing, undo }) {
    if (stage({ record, operation, undo }) === 'unknown') {
      return html`<div>${problem ? html`<${Trouble} problem=${problem} />` : html`<p class="muted loading">Loading …</p>`}</div>`;
    }
    const ran = stage({ record, operation, undo }) === 'running';
    const undoable = !ran && record?.state === 'succeeded' && (record.existed || record.files);
    const now = steps(record).find((step) => step.state === 'now');
    const ids = [undo, record?.operationId, this.props.id];
    return html`<div>
      ${problem && html`<${Trouble} problem=${problem} tone="warn" />`}
      ${ran
        ? html`<${Section} title=${undo || now?.name === 'undo' ? 'The recovery is being undone' : `The recovery${record ? ` of ${subject(record)}` : ''} is running`}>
            <div class="wizard"><p role="status">${now ? html`${now.name === 'undo' ? '' : `Step ${now.number} of ${steps(record).length}: `}<strong>${now.words}</strong>` : 'It begins …'}</p>
              <p class="muted">It goes on without this page. You can close it, and come back by this address.</p></div>
            <${Running} operations=${running.filter((o) => ids.includes(o.id) || ids.includes(o.parentId))} />
          </${Section}>`
        : html`<${Outcome} record=${record} operation=${operation} undo=${undoable && (() => this.setState({ undoing: { busy: false } }))} />`}
      ${record && html`<${Section} title="Steps">
        <ol class="steps">${steps(record).map((step) => html`<li key=${step.name} class=${step.state} aria-current=${step.state === 'now' ? 'step' : undefined}>
          <${Lamp} tone=${WORDS[step.state][0]}>${WORDS[step.state][1]}</${Lamp}>
          <span class="what">${step.words}</span>
          <span class="figures muted">${step.at ? html`<time dateTime=${step.at} title=${exact(step.at)}>${clock(step.at)}</time>${step.took == null ? '' : `, ${span(step.took)}`}` : ''}</span>
        </li>`)}</ol>
        ${record.notes.length > 0 && html`<ul class="notes">${record.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
      </${Section}>`}
      ${!ran && (record?.state === 'succeeded' || record?.state === 'undone') && html`<${Account} id=${record.id} />`}
      ${undoing && html`<${Dialog} title="Put back what was there before?" confirm="Undo the recovery" danger busy=${undoing.busy}
          onCancel=${() => this.setState({ undoing: null })} onConfirm=${() => this.undo()}>
        <p>${capital(subject(kept(record)))} become${record.files ? '' : 's'} again what ${record.files ? 'they were' : 'it was'} before this recovery.${kept(record).database ? ' Connections are ended.' : record.database ? ` The database ${record.database} was not there before, and stays in use.` : ''}</p>
        <p>What was written since the recovery is not in it; what was recovered is kept beside it.</p>
        ${undoing.problem && html`<${Trouble} problem=${undoing.problem} />`}
      </${Dialog}>`}
    </div>`;
  }
}

function subject({ database, files }) {
  const sets = files ? `the files of ${files.sets.map((each) => each.set).join(', ')}` : '';
  return database && files ? `${database} and ${sets}` : database ?? sets;
}

/** What an undo puts back: of a database that was not there before there is nothing. */
const kept = (record) => (record.existed || !record.files ? record : { files: record.files });

const capital = (text) => (text.startsWith('the ') ? `T${text.slice(1)}` : text);

const phases = (running) => running.filter((o) => o.kind === 'recovery').map((o) => `${o.id} ${o.phase}`).join();

/** What there is of it yet; what the service does not know is no failure. */
async function known(path) {
  try {
    return await get(path);
  } catch (problem) {
    if (problem.status === 404) {
      return null;
    }
    throw problem;
  }
}

function stage({ record, operation, undo }) {
  if (!record && !operation) {
    return 'unknown';
  }
  // What was just asked for may not be written down yet.
  const asked = undo && operation?.id !== undo;
  return asked || operation?.state === 'running' || record?.state === 'running' ? 'running' : 'ended';
}

const WORDS = {
  done: ['good', 'Done'], now: ['busy', 'Now'], failed: ['bad', 'Failed'], left: ['idle', 'Left out'], later: ['idle', 'To come'], never: ['idle', 'Not reached'],
};

/** All of its steps: those that were begun, and those that were not. */
function steps(record) {
  if (!record) {
    return [];
  }
  const begun = record.steps;
  const last = begun[begun.length - 1]?.step;
  const taken = STEPS.filter(([name]) => name !== 'replay' || begun.some((each) => each.step === name));
  const reached = taken.findLastIndex(([name]) => begun.some((each) => each.step === name));
  const shown = begun.some((each) => each.step === 'undo') ? [...taken, UNDO] : taken;
  return shown.map(([name, words], i) => {
    const index = begun.findLastIndex((each) => each.step === name);
    const at = begun[index]?.at;
    const next = begun[index + 1];
    // When the last step before an undo had ended is not known any more.
    const end = next ? next.step !== 'undo' && next.at : record.endedAt;
    let state = index >= 0 ? 'done' : i < reached ? 'left' : record.state === 'running' ? 'later' : 'never';
    if (name === last && record.state === 'running') {
      state = 'now';
    } else if (name === last && (record.state === 'failed' || name === 'undo' && record.state !== 'undone')) {
      state = 'failed';
    }
    const took = at && end && state !== 'now' ? Math.max(0, new Date(end) - new Date(at)) : null;
    return { name, words, number: i + 1, state, at, took };
  });
}

function Outcome({ record, operation, undo }) {
  const [tone, title, text] = outcome(record, operation);
  return html`<${Section} title="What came of it" action=${undo && html`<${Act} action="post-backup-system:disaster_recovery:undo" onClick=${undo}>Undo …</${Act}>`}>
    <div class="wizard">
      <div class=${`verdict ${tone}`} role="status">
        <span class="verdict-mark" aria-hidden="true">${tone === 'good' ? '✓' : '!'}</span>
        <div><p class="verdict-title">${title}</p><p>${text}</p></div>
      </div>
      ${operation?.problem && html`<${Trouble} problem=${operation.problem} />`}
    </div>
  </${Section}>`;
}

function outcome(record, operation) {
  switch (record?.state) {
    case 'succeeded': return ['good', `${capital(subject(record))} ${record.files ? 'are' : 'is'} recovered, and in use`,
      operation?.result?.outcome ?? `It has been since ${exact(record.endedAt)}, with what backup ${record.backup.id} held.`];
    case 'undone': return ['good', `The recovery is undone: ${subject(kept(record))} ${record.files ? 'are what they were' : 'is what it was'} before`,
      'What had been recovered is kept beside it.'];
    default: return ['bad', 'The recovery has failed', operation?.problem ? 'What is in use now is said below.' : 'Its alert says what is in use now.'];
  }
}

function Account({ id }) {
  const address = `/api/v1/recoveries/${encodeURIComponent(id)}/certificate`;
  return html`<${Section} title="Account" action=${html`<a class="button" href=${address} download=${`recovery-${id}.json`}>Save the account</a>`}>
    <${Loaded} of=${id} from=${() => get(address)}>${(c) => html`<dl class="facts wide-facts">
      <div><dt>Backup</dt><dd><a class="id" href=${`#/backups/${c.backup.id}`}>${c.backup.id}</a> from ${c.backup.repository}${c.backup.snapshotTime && `, of ${exact(c.backup.snapshotTime)}`}</dd></div>
      ${c.files?.map((each) => html`<div key=${each.set}><dt>Files of ${each.set}</dt><dd>from backup <a class="id" href=${`#/backups/${each.id}`}>${each.id}</a></dd></div>`)}
      ${c.lost && html`<div><dt>Is missing</dt><dd>What was changed from ${exact(c.lost.changesFrom)} until ${exact(c.lost.changesUntil)}</dd></div>`}
      ${c.keptAs && html`<div><dt>What was there before</dt><dd>was kept as <code>${c.keptAs}</code></dd></div>`}
      <div><dt>Usable</dt><dd>${exact(c.issuedAt)}</dd></div>
      ${c.objectives.map((o) => html`<div key=${o.name}><dt>Objective, ${o.name}</dt><dd><${Lamp} tone=${o.met ? 'good' : 'bad'}>${o.met ? 'Met' : 'Missed'} <span class="muted figures">${span(o.reachedSeconds * 1000)} of ${span(o.objectiveSeconds * 1000)}</span></${Lamp}></dd></div>`)}
      <div><dt>Compared</dt><dd><${Facts} of=${c.compared} depth=${1} /></dd></div>
      <div><dt>Signature</dt><dd>${c.signature ? html`<${Lamp} tone="good">Signed</${Lamp}> <span class="muted small">./zencap certificate --check FILE tells whether it is genuine</span>` : html`<${Lamp} tone="idle">Not signed</${Lamp}>`}</dd></div>
    </dl>`}</${Loaded}>
  </${Section}>`;
}
