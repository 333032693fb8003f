// The recovery wizard: choose what and of which moment, see the plan, confirm it by name. What follows is in recovery.js.
import { Component, html } from '../html.js';
import { get, post } from '../api.js';
import { Act, Empty, Lamp, Loaded, Section, Table, Time, Trouble, focusHeading, reason } from '../parts.js';
import { bytes, exact, plural, relative, said, span } from '../words.js';
import { RecoveryState } from './recovery.js';

const ADMIN = '/api/admin/backup-system';
const RECOVER = 'post-backup-system:disaster_recovery';
const PLAN = `${RECOVER}:plan`;
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export class RecoverPage extends Component {
  constructor() {
    super();
    this.state = {
      target: null, type: 'database_only', leftOut: [], paths: '', moment: 'newest', at: '', withoutSafetyBackup: false, withoutOwners: false, fromSafetyBackup: false, fromDump: false, backups: null, plan: null, typed: '', busy: false, problem: null,
    };
  }

  componentDidMount() {
    this.know();
  }

  componentDidUpdate(props, before) {
    if ((before.plan === null) !== (this.state.plan === null)) {
      focusHeading(this.base);
    }
  }

  /** What the catalog knows only helps to choose: the plan asks the repositories, because the catalog may be lost as well. */
  async know() {
    try {
      this.setState({ backups: await get('/api/v1/backups?limit=2000') });
    } catch (problem) {
      this.setState({ backups: problem });
    }
  }

  async look(event) {
    event.preventDefault();
    await this.call({ dryRun: true, ...this.wish() }, ({ plan }) => this.setState({ plan, typed: '' }));
  }

  /** Exactly the backups that were shown are restored, also where newer ones were made meanwhile. */
  async begin(event) {
    event.preventDefault();
    if (this.mayBegin()) {
      await this.call({ confirmed: true, ...this.wish(), ...asShown(this.state.plan) },
        ({ operationId }) => { location.hash = `#/recover/${encodeURIComponent(operationId)}`; });
    }
  }

  async call(options, then) {
    this.setState({ busy: true, problem: null });
    try {
      then(await post(ADMIN, { action: 'disaster_recovery', options }));
      this.setState({ busy: false });
    } catch (problem) {
      this.setState({ busy: false, problem });
    }
  }

  wish() {
    const { type, paths, moment, at, withoutSafetyBackup, withoutOwners, fromSafetyBackup, fromDump } = this.state;
    const only = lines(paths);
    return {
      recoveryType: type, withoutSafetyBackup, withoutOwners, fromSafetyBackup, fromDump,
      ...(this.isOther() ? { target: this.state.target } : {}),
      ...(type === 'files_only' && this.chosenSets() ? { fileSets: this.chosenSets() } : {}),
      ...(type === 'files_only' && only.length > 0 ? { paths: only } : {}),
      ...(moment === 'at' ? { backupTimestamp: new Date(at).toISOString() } : {}),
    };
  }

  /** Whether it is another database than the primary one, of which full system backups are. */
  isOther() {
    const { target } = this.state;
    return target !== null && target !== databases(this.props.data)[0];
  }

  choose(target) {
    this.setState({ target }, () => this.isOther() && this.setState({ type: 'database_only' }));
  }

  /** The file sets that are left; null where all are. */
  chosenSets() {
    const { leftOut } = this.state;
    return leftOut.length > 0 ? fileSets(this.props.data).filter((set) => !leftOut.includes(set)) : null;
  }

  mayBegin() {
    const { plan, typed, busy } = this.state;
    return reason(RECOVER) === null && !busy && !plan.blocked && typed === plan.confirm;
  }

  render({ version, running }, { plan }) {
    const other = running.find((o) => o.kind === 'recovery');
    return html`<div>
      ${other && html`<${Trouble} tone="warn" problem=${{ title: 'A recovery is running', hint: html`<a href=${`#/recover/${other.id}`}>Watch it</a>; another one can begin when it has ended.` }} />`}
      ${plan ? this.planned(plan) : this.choice()}
      <${Section} title="Recoveries">
        <${Loaded} from=${() => get('/api/v1/recoveries')} version=${version}>${({ recoveries }) => html`<${Earlier} recoveries=${recoveries} />`}</${Loaded}>
      </${Section}>
    </div>`;
  }

  choice() {
    const { type, moment, at, withoutSafetyBackup, withoutOwners, fromSafetyBackup, fromDump, busy, problem } = this.state;
    const sets = fileSets(this.props.data);
    return html`<${Section} title=${sets.length > 0 ? 'Step 1 of 3: what, and of which moment?' : 'Step 1 of 3: which moment?'}>
      <form class="wizard" onSubmit=${(e) => this.look(e)}>
        <p>Nothing is changed yet. The next step shows what would be done and lost; you decide there.</p>
        ${databases(this.props.data).length > 1 && html`<fieldset><legend>Which database</legend>
          ${databases(this.props.data).map((each, at) => html`<label class="choice"><input type="radio" name="target" value=${each} checked=${(this.state.target ?? databases(this.props.data)[0]) === each} onChange=${() => this.choose(each)} />
            <span>${each}${at === 0 && sets.length > 0 ? ', or what goes with it' : ''}</span></label>`)}
        </fieldset>`}
        ${sets.length > 0 && !this.isOther() && this.what(sets)}
        <fieldset><legend>${SUBJECTS[type]} as ${type === 'database_only' ? 'it was' : 'they were'}</legend>
          <label class="choice"><input type="radio" name="moment" value="newest" checked=${moment === 'newest'} onChange=${() => this.setState({ moment: 'newest' })} />
            <span>as late as possible: the newest backup</span></label>
          <label class="choice"><input type="radio" name="moment" value="at" checked=${moment === 'at'} onChange=${() => this.setState({ moment: 'at' })} />
            <span>at a moment before the damage</span></label>
          ${moment === 'at' && html`<label class="field" for="at">Day and time, ${ZONE}</label>
            <input id="at" type="datetime-local" step="1" required value=${at} onInput=${(e) => this.setState({ at: e.target.value })} />`}
          <p class="muted" role="status">${this.candidate()}</p>
        </fieldset>
        <details><summary>Options</summary><fieldset><legend class="sr">Options</legend>
          <label class="choice"><input type="checkbox" name="withoutSafetyBackup" checked=${withoutSafetyBackup} onChange=${(e) => this.setState({ withoutSafetyBackup: e.target.checked })} />
            <span>Do not back up first what is still there. Saves time; what is replaced is kept in any case.</span></label>
          <label class="choice"><input type="checkbox" name="fromSafetyBackup" checked=${fromSafetyBackup} onChange=${(e) => this.setState({ fromSafetyBackup: e.target.checked })} />
            <span>From the safety backup of an earlier recovery: what that replaced. It is not taken otherwise.</span></label>
          ${type !== 'files_only' && html`<label class="choice"><input type="checkbox" name="withoutOwners" checked=${withoutOwners} onChange=${(e) => this.setState({ withoutOwners: e.target.checked })} />
            <span>Leave out owners and grants. Needs no superuser.</span></label>
          <label class="choice"><input type="checkbox" name="fromDump" checked=${fromDump} onChange=${(e) => this.setState({ fromDump: e.target.checked })} />
            <span>Restore a dump, also where the write-ahead log would bring back more. Takes less time.</span></label>`}
        </fieldset></details>
        ${problem && html`<${Trouble} problem=${problem} />`}
        <p class="buttons"><${Act} action=${PLAN} class="primary" type="submit" disabled=${busy}>${busy ? 'Looking …' : 'Show the plan'}</${Act}></p>
      </form>
    </${Section}>`;
  }

  what(sets) {
    const { type, leftOut, paths } = this.state;
    const choose = (set, wanted) => this.setState({ leftOut: wanted ? leftOut.filter((s) => s !== set) : [...leftOut, set] });
    return html`<fieldset><legend>What comes back</legend>
      ${Object.keys(TYPES).map((each) => html`<label class="choice"><input type="radio" name="type" value=${each} checked=${type === each} onChange=${() => this.setState({ type: each })} />
        <span>${TYPES[each]}</span></label>`)}
      ${type === 'files_only' && sets.length > 1 && html`<fieldset><legend>Of these file sets</legend>
        ${sets.map((set) => html`<label class="choice"><input type="checkbox" name="set" value=${set} checked=${!leftOut.includes(set)} onChange=${(e) => choose(set, e.target.checked)} /> <span>${set}</span></label>`)}
      </fieldset>`}
      ${type === 'files_only' && html`<label class="field" for="paths">Only these files and folders, one a line with its whole path; all when there is none</label>
        <textarea id="paths" rows="3" spellcheck="false" value=${paths} onInput=${(e) => this.setState({ paths: e.target.value })}></textarea>`}
    </fieldset>`;
  }

  candidate() {
    const { type, moment, at, backups, fromSafetyBackup } = this.state;
    const until = moment === 'newest' ? Infinity : new Date(at).getTime();
    if (Number.isNaN(until) || backups === null) {
      return '';
    }
    if (backups instanceof Error) {
      return 'The catalog does not answer; the plan looks into the repositories themselves.';
    }
    const other = this.isOther() ? this.state.target : null;
    const apart = databases(this.props.data).slice(1);
    const found = backups.find((b) => (other ? b.target === other : !apart.includes(b.target)) && KINDS[fileSets(this.props.data).length > 0 ? type : 'database_only'](b) && !b.damaged && (b.safetyOf != null) === fromSafetyBackup && new Date(b.createdAt).getTime() <= until);
    return found
      ? `Backup ${found.id} of ${exact(found.createdAt)}, ${relative(found.createdAt)}.`
      : 'The catalog knows of no backup of then; the plan looks into the repositories themselves.';
  }

  planned(plan) {
    const { typed, busy, problem, withoutSafetyBackup } = this.state;
    const { database, confirm, backup, log, files, loss, time } = plan;
    const shown = log?.shows ?? backup.takenAt;
    return html`
      <${Section} title="Step 2 of 3: what would be done" action=${html`<button type="button" onClick=${() => this.setState({ plan: null, problem: null })}>← Another moment</button>`}>
        <div class="wizard">
          <p><strong>${subject(plan)}</strong> ${database && files.length === 0 ? 'becomes' : 'become'} again what ${database && files.length === 0 ? 'it was' : 'they were'} on <strong>${exact(shown)}</strong>, ${relative(shown)}. Nothing has been changed so far.</p>
        </div>
        <dl class="facts wide-facts">
          ${log && html`<div><dt>By</dt><dd>the write-ahead log in ${log.repository}, from base backup <a class="id" href=${`#/backups/${log.baseBackup}`}>${log.baseBackup}</a> on</dd></div>`}
          ${database && html`<div><dt>${log ? 'Newest dump of then' : 'Backup'}</dt><dd><a class="id" href=${`#/backups/${backup.id}`}>${backup.id}</a>, ${bytes(backup.storedBytes)} from ${backup.repository}${backup.safetyOf && html` <${Lamp} tone="warn">safety backup of ${backup.safetyOf}</${Lamp}>`}</dd></div>`}
          ${files.map((each) => html`<div><dt>Files of ${each.set}</dt><dd>${plural(each.files, 'file')}, ${bytes(each.bytes)}, of <a class="id" href=${`#/backups/${each.backup.id}`}>${each.backup.id}</a> from ${each.backup.repository}, as of ${exact(each.backup.takenAt)}</dd></div>`)}
          ${plan.paths.length > 0 && html`<div><dt>Only</dt><dd>${plan.paths.map((path) => html`<code>${path}</code> `)}</dd></div>`}
          <div><dt>Would be missing</dt><dd>What was changed after that: ${span(Math.max(1, loss.seconds) * 1000)}. <${Objective} of=${loss} /></dd></div>
          <div><dt>Takes</dt><dd>${time.seconds == null ? 'Nobody knows how long.' : `About ${span(Math.max(1, time.seconds) * 1000)}.`} <${Objective} of=${time} /> <span class="muted">${time.by}</span></dd></div>
          <div><dt>Is kept</dt><dd>${plan.replaces}</dd></div>
          ${database && html`<div><dt>Applications</dt><dd>go on working with the old database until the swap. Their connections are ended then; those that connect again find the recovered one.</dd></div>`}
          <div><dt>If a step fails</dt><dd>what was restored is taken away again, or the swap undone, and you are told what is in use.</dd></div>
        </dl>
        ${plan.notes.length > 0 && html`<ul class="notes">${plan.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
        <${Checks} checks=${plan.checks} />
      </${Section}>
      <${Section} title="Step 3 of 3: do it">
        ${plan.blocked
          ? html`<div class="wizard"><${Trouble} problem=${{ title: 'This recovery can\'t begin', detail: 'A check above stands in its way.', hint: 'Do what it says, then look again.' }} />
              <p class="buttons"><button type="button" class="primary" disabled=${busy} onClick=${(e) => this.look(e)}>${busy ? 'Looking …' : 'Look again'}</button></p>
              ${problem && html`<${Trouble} problem=${problem} />`}</div>`
          : html`<form class="wizard" onSubmit=${(e) => this.begin(e)}>
            <p>Nothing is lost for good by this. ${plan.replaces} ${withoutSafetyBackup ? '' : 'What is still there is backed up first, where it can be read.'}</p>
            <label class="field" for="name">To confirm, type the name of the ${database ? 'database' : 'file sets'}: <strong>${confirm}</strong></label>
            <input id="name" name="name" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" value=${typed} aria-describedby="name-help" onInput=${(e) => this.setState({ typed: e.target.value })} />
            <p id="name-help" class="muted small" role="status">${typed === '' ? 'The button works when the name is typed exactly.' : typed === confirm ? 'That is its name.' : 'That is not its name.'}</p>
            ${problem && html`<${Trouble} problem=${problem} />`}
            ${reason(RECOVER) && html`<p class="muted small">${reason(RECOVER)} Somebody who has it can go on from here.</p>`}
            <p class="buttons"><button class="danger" type="submit" title=${reason(RECOVER) ?? undefined} disabled=${!this.mayBegin()}>${busy ? 'One moment …' : `Recover ${confirm}`}</button></p>
          </form>`}
      </${Section}>`;
  }
}

const TYPES = { database_only: 'The database', files_only: 'Files', full: 'The database and all files, of the same moment' };
const SUBJECTS = { database_only: 'The database', files_only: 'The files', full: 'The database and its files' };
const KINDS = { database_only: (b) => ['database', 'full'].includes(b.kind), files_only: (b) => ['files', 'full'].includes(b.kind), full: (b) => b.kind === 'full' };

const fileSets = (data) => (data?.targets ?? []).filter((t) => t.kind === 'files').map((t) => t.id);
/** The primary one first. */
const databases = (data) => (data?.targets ?? []).filter((t) => t.kind === 'database').map((t) => t.id);
const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** The moment of the youngest backup of a plan: with it the very same ones are chosen again. The log is followed as far as was wished. */
const asShown = (plan) => (plan.log ? {} : { backupTimestamp: latest(plan) });
const latest = (plan) => [plan.backup, ...plan.files.map((each) => each.backup)].map((b) => b.takenAt)
  .sort((a, b) => new Date(a) - new Date(b)).pop();

function subject({ database, files }) {
  const sets = files.map((each) => each.set).join(', ');
  return database ? `${database}${sets ? ` and the files of ${sets}` : ''}` : `The files of ${sets}`;
}

const OUTCOMES = { blocking: ['bad', 'In the way'], warning: ['warn', 'Note'], ok: ['good', 'Good'] };
const rank = (check) => Object.keys(OUTCOMES).indexOf(check.outcome);

/** What somebody has to see to is shown; the rest is folded away. */
function Checks({ checks }) {
  const good = checks.filter((c) => c.outcome === 'ok');
  const others = checks.filter((c) => c.outcome !== 'ok').sort((a, b) => rank(a) - rank(b));
  return html`<${CheckTable} caption="Checks to look at" checks=${others} />
    <details class="wizard"><summary>${others.length > 0 ? `${plural(good.length, 'other check')} found nothing` : `All ${plural(good.length, 'check')} found nothing that stands in the way`}</summary>
      <${CheckTable} caption="Good checks" checks=${good} /></details>`;
}

function CheckTable({ caption, checks }) {
  return html`<${Table} caption=${caption} rows=${checks} keyOf=${(c) => `${c.about} ${c.detail}`} columns=${[
    { name: 'Check', of: (c) => said(c.about) },
    { name: 'Outcome', of: (c) => html`<${Lamp} tone=${OUTCOMES[c.outcome][0]}>${OUTCOMES[c.outcome][1]}</${Lamp}>` },
    { name: 'Found', wide: true, of: (c) => html`${c.detail}${c.hint && html`<br /><span class="hint"><span class="tag">What to do</span> ${c.hint}</span>`}` },
  ]} />`;
}

function Objective({ of }) {
  const limit = span(of.objectiveSeconds * 1000);
  return of.seconds == null
    ? html`<span class="muted">The objective is ${limit}.</span>`
    : html`<${Lamp} tone=${of.withinObjective ? 'good' : 'bad'}>${of.withinObjective ? 'Within' : 'Over'} the objective of ${limit}</${Lamp}>`;
}

function Earlier({ recoveries }) {
  return html`<${Table} caption="Recoveries" rows=${recoveries} keyOf=${(r) => r.id} columns=${[
    { name: 'Begun', of: (r) => html`<a href=${`#/recover/${r.id}`}><${Time} at=${r.startedAt} /></a>` },
    { name: 'Of', of: (r) => subject({ database: r.database, files: r.files?.sets ?? [] }) },
    { name: 'State', of: (r) => html`<${RecoveryState} of=${r.state} />` },
    { name: 'Backup', of: (r) => html`<a class="id" href=${`#/backups/${r.backup.id}`}>${r.backup.id}</a>` },
    { name: 'Took', numeric: true, of: (r) => (r.endedAt && r.steps[r.steps.length - 1].step !== 'undo' ? span(new Date(r.endedAt) - new Date(r.startedAt)) : '–') },
    { name: '', of: (r) => html`<span class="buttons"><a class="button" href=${`#/recover/${r.id}`} aria-label=${`Look at the recovery ${r.id}`}>${r.state === 'succeeded' && (r.existed || r.files) ? 'Account, undo' : r.state === 'running' ? 'Watch' : 'Look'}</a></span>` },
  ]} empty=${html`<${Empty} title="There was no recovery yet">What is recovered is listed here, with what came of it.</${Empty}>`} />`;
}
