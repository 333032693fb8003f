// What runs and what ran.
import { Component, html } from '../html.js';
import { get } from '../api.js';
import { Empty, Lamp, Loaded, Section } from '../parts.js';
import { bytes, clock, day, exact, kind, span } from '../words.js';

const STATES = { succeeded: ['good', 'Succeeded'], failed: ['bad', 'Failed'], running: ['busy', 'Running'] };

export function State({ of }) {
  const [tone, word] = STATES[of] ?? ['idle', of];
  return html`<${Lamp} tone=${tone}>${word}</${Lamp}>`;
}

/** Live: fed by the service's events. */
export function Running({ operations }) {
  if (operations.length === 0) {
    return html`<p class="muted">Nothing runs at the moment. What begins shows up here by itself.</p>`;
  }
  return html`<ul class="running">${operations.map((o) => html`<li key=${o.id}>
    <div class="running-head"><strong>${kind(o.kind)}</strong> <span>${o.target}</span>
      <span class="muted">${o.phase}</span>
      <span class="figures">${progress(o)}</span></div>
    <progress max="100" value=${o.progress.percent ?? undefined} aria-label=${`${kind(o.kind)} of ${o.target}`}></progress>
  </li>`)}</ul>`;
}

function progress({ progress: p, startedAt }) {
  const took = span(Date.now() - new Date(startedAt).getTime());
  if (p.percent != null && p.percent !== undefined) {
    return `${p.percent} % · ${bytes(p.bytes)} of ${bytes(p.totalBytes)} · ${took}`;
  }
  return p.bytes > 0 ? `${bytes(p.bytes)} · ${took}` : took;
}

/** The newest first, day by day. */
export function Timeline({ operations }) {
  if (operations.length === 0) {
    return html`<${Empty} title="Nothing has happened yet">Press "Back up now" above; what it sets off is listed here.</${Empty}>`;
  }
  const days = [];
  for (const operation of operations) {
    const date = new Date(operation.startedAt).toDateString();
    if (days[days.length - 1]?.date !== date) {
      days.push({ date, operations: [] });
    }
    days[days.length - 1].operations.push(operation);
  }
  return days.map((each) => html`<div key=${each.date}><h3 class="day">${day(each.operations[0].startedAt)}</h3>
    <ol class="timeline">${each.operations.map((o) => html`<li key=${o.id} class=${o.state}>
      <time dateTime=${o.startedAt} title=${exact(o.startedAt)}>${clock(o.startedAt)}</time>
      <${State} of=${o.state} />
      <span class="what"><strong>${kind(o.kind)}</strong> ${o.target}
        ${o.backupId && html` <a class="id" href=${`#/backups/${o.backupId}`}>${o.backupId}</a>`}
        ${o.problem && html`<span class="why">${o.problem.title}. ${o.problem.detail}${o.problem.hint && html`<span class="hint"><span class="tag">What to do</span> ${o.problem.hint}</span>`}</span>`}
      </span>
      <span class="figures muted">${o.durationMillis == null ? '' : span(o.durationMillis)}</span>
    </li>`)}</ol></div>`);
}

export class OperationsPage extends Component {
  constructor() {
    super();
    this.state = { kind: '', state: '', words: '' };
  }

  render({ version, running }, wish) {
    const matches = (o) => (!wish.kind || o.kind === wish.kind) && (!wish.state || o.state === wish.state)
      && (!wish.words || `${o.target} ${o.backupId ?? ''} ${o.id} ${o.problem?.detail ?? ''}`.toLowerCase().includes(wish.words.toLowerCase()));
    return html`
      <${Section} title="Running"><${Running} operations=${running} /></${Section}>
      <${Section} title="Operations">
        <${Loaded} from=${() => get('/api/v1/operations?limit=300')} version=${version}>${(all) => {
          const shown = all.filter(matches);
          return html`<div class="filters" role="search" aria-label="Operations">
            <label>Search <input type="search" value=${wish.words} onInput=${(e) => this.setState({ words: e.target.value })} placeholder="target, backup, reason" /></label>
            <label>Kind <select value=${wish.kind} onChange=${(e) => this.setState({ kind: e.target.value })}>
              <option value="">All</option>${[...new Set(all.map((o) => o.kind))].sort().map((k) => html`<option value=${k}>${kind(k)}</option>`)}</select></label>
            <label>Outcome <select value=${wish.state} onChange=${(e) => this.setState({ state: e.target.value })}>
              <option value="">All</option><option value="failed">Failed</option><option value="succeeded">Succeeded</option><option value="running">Running</option></select></label>
            <span class="muted" role="status">${shown.length} of the latest ${all.length}</span>
          </div>
          ${shown.length === 0 && all.length > 0
            ? html`<${Empty} title="Nothing matches">Clear the search, or choose "All".</${Empty}>`
            : html`<${Timeline} operations=${shown} />`}`;
        }}</${Loaded}>
      </${Section}>`;
  }
}
