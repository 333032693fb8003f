// What is wrong, what was, who sees to it, and who was told.
import { Component, html } from '../html.js';
import { get } from '../api.js';
import { Act, Empty, Lamp, Loaded, Section, Table, Time } from '../parts.js';
import { ACTIONS } from '../wishes.js';
import { exact, plural, said } from '../words.js';

const TONES = { critical: 'bad', error: 'bad', warning: 'warn', info: 'idle' };

export const Level = ({ of }) => html`<${Lamp} tone=${TONES[of] ?? 'idle'}>${said(of)}</${Lamp}>`;

function Buttons({ alert, act }) {
  if (alert.resolvedAt) {
    return null;
  }
  const title = alert.problem.title;
  return html`<span class="buttons">
    ${!alert.acknowledgedAt && html`<${Act} action=${ACTIONS.acknowledge} label=${`Acknowledge: ${title}`} onClick=${() => act('acknowledge', alert)}>Acknowledge</${Act}>`}
    <${Act} action=${ACTIONS.silence} label=${`Silence: ${title}`} onClick=${() => act('silence', alert)}>Silence …</${Act}>
    <${Act} action=${ACTIONS.resolve} label=${`Resolve: ${title}`} onClick=${() => act('resolve', alert)}>Resolve …</${Act}>
  </span>`;
}

export function AlertLine({ alert, act }) {
  return html`<li class="alert-line">
    <div class="alert-head"><${Level} of=${alert.level} />
      <a class="alert-title" href=${`#/alerts/${alert.id}`}>${alert.problem.title}</a>
      <span class="muted small">${alert.component}${alert.target && ` · ${alert.target}`} · <${Time} at=${alert.at} />${
        alert.times > 1 && html` · seen ${alert.times} times, last <${Time} at=${alert.seenAt} />`}${
        alert.cameBack > 0 && html` · came back ${plural(alert.cameBack, 'time')}`}</span></div>
    <p>${alert.problem.detail}</p>
    ${alert.problem.hint && html`<p class="hint"><span class="tag">What to do</span> ${alert.problem.hint}</p>`}
    <div class="alert-foot">${standing(alert)}<${Buttons} alert=${alert} act=${act} /></div>
  </li>`;
}

function standing(alert) {
  return html`<span class="muted small">
    ${alert.resolvedAt && html`Over <${Time} at=${alert.resolvedAt} />${alert.resolution && `, ${alert.resolution}`}. `}
    ${alert.acknowledgedAt && html`Acknowledged <${Time} at=${alert.acknowledgedAt} /> by ${alert.acknowledgedBy}. `}
    ${alert.silencedUntil && html`Silenced until ${exact(alert.silencedUntil)}. `}
    ${alert.escalations > 0 && `Escalated ${plural(alert.escalations, 'time')}. `}
  </span>`;
}

export class AlertsPage extends Component {
  constructor() {
    super();
    this.state = { state: 'open', level: '' };
  }

  render({ version, act }, wish) {
    return html`<${Section} title="Alerts">
      <${Loaded} of=${wish.state} from=${() => get(`/api/v1/alerts?state=${wish.state}&limit=300`)} version=${version}>${(all) => {
        const shown = all.filter((alert) => !wish.level || alert.level === wish.level);
        return html`<div class="filters" role="search" aria-label="Alerts">
          <label>Show <select value=${wish.state} onChange=${(e) => this.setState({ state: e.target.value })}>
            <option value="open">Open</option><option value="all">Open and over</option></select></label>
          <label>Level <select value=${wish.level} onChange=${(e) => this.setState({ level: e.target.value })}>
            <option value="">All</option>${Object.keys(TONES).map((level) => html`<option value=${level}>${said(level)}</option>`)}</select></label>
          <span class="muted" role="status">${plural(shown.length, 'alert')}</span>
        </div>
        ${shown.length > 0
          ? html`<ul class="lines">${shown.map((alert) => html`<${AlertLine} key=${alert.id} alert=${alert} act=${act} />`)}</ul>`
          : html`<${Empty} title=${wish.state === 'open' ? 'Nothing is wrong' : 'There has been no alert'}>An alert resolves by itself when its cause is gone. Choose "Open and over" for what was.</${Empty}>`}`;
      }}</${Loaded}>
    </${Section}>`;
  }
}

function more(event) {
  if (event.times > 1) {
    return `${plural(event.times, 'time')}, last ${exact(event.lastAt)}`;
  }
  return event.until ? `Until ${exact(event.until)}` : event.detail ?? '–';
}

export function AlertPage({ id, version, act }) {
  return html`<${Loaded} of=${id} from=${() => get(`/api/v1/alerts/${encodeURIComponent(id)}`)} version=${version}>${({ alert, history, notifications }) => html`
    <${Section} title="Alert"><ul class="lines"><${AlertLine} alert=${alert} act=${act} /></ul>
      <dl class="facts wide-facts">
        <div><dt>First seen</dt><dd>${exact(alert.at)}</dd></div>
        <div><dt>Last seen</dt><dd>${exact(alert.seenAt)}</dd></div>
        <div><dt>Cause</dt><dd>${alert.cause}</dd></div>
        ${alert.backupId && html`<div><dt>Backup</dt><dd><a class="id" href=${`#/backups/${alert.backupId}`}>${alert.backupId}</a></dd></div>`}
      </dl></${Section}>
    <${Section} title="What has become of it">
      <${Table} caption="History" rows=${history} keyOf=${(event) => `${event.event} ${event.at}`} columns=${[
        { name: 'When', of: (event) => html`<${Time} at=${event.at} />` },
        { name: 'What', of: (event) => said(event.event) },
        { name: 'By', of: (event) => event.by ?? '–' },
        { name: 'More', wide: true, of: more },
      ]} empty=${html`<${Empty} title="Nothing is known">The catalog has no history of this alert.</${Empty}>`} />
    </${Section}>
    <${Section} title="Who was told">
      <${Table} caption="Notifications" rows=${notifications} keyOf=${(n) => `${n.event} ${n.channel} ${n.at}`} columns=${[
        { name: 'When', of: (n) => html`<${Time} at=${n.at} />` },
        { name: 'Of what', of: (n) => n.event },
        { name: 'Channel', of: (n) => n.channel },
        { name: 'State', of: (n) => html`<${Lamp} tone=${n.state === 'sent' ? 'good' : n.state === 'failed' ? 'bad' : 'idle'}>${said(n.state)}</${Lamp}>` },
        { name: 'Tries', numeric: true, of: (n) => n.attempts },
        { name: 'Answer', wide: true, of: (n) => n.answer ?? '–' },
      ]} empty=${html`<${Empty} title="Nobody was told">No channel takes alerts of this level; see config/alert-rules.yaml.</${Empty}>`} />
    </${Section}>`}</${Loaded}>`;
}
