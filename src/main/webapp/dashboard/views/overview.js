// The first page: is everything all right, what is not, what do I do.
import { html } from '../html.js';
import { Act, Empty, Lamp, Section, Table, Time, Trouble } from '../parts.js';
import { ACTIONS, isTestable } from '../wishes.js';
import { bytes, millis, plural, relative, span } from '../words.js';
import { AlertLine } from './alerts.js';
import { Running, Timeline } from './operations.js';

const VERDICTS = {
  met: ['good', 'Met'],
  'at-risk': ['warn', 'At risk'],
  missed: ['bad', 'Missed'],
  unknown: ['idle', 'Not measured'],
};

export function Verdict({ of }) {
  if (!of) {
    return html`<span class="muted">–</span>`;
  }
  const [tone, word] = VERDICTS[of.verdict] ?? ['idle', of.verdict];
  const measured = millis(of.measured);
  const limit = millis(of.objective);
  const figures = measured == null ? `limit ${span(limit)}` : `${span(measured)} of ${span(limit)}`;
  return html`<${Lamp} tone=${tone} title=${[of.detail, of.predictedBy, of.hint].filter(Boolean).join(' ')}>
    ${word} <span class="muted figures">${figures}</span></${Lamp}>`;
}

export function Proof({ of }) {
  if (!of) {
    return html`<${Lamp} tone="idle">Never tested</${Lamp}>`;
  }
  const passed = of.outcome === 'passed';
  return html`<a class="quiet-link" href=${`#/tests/${of.id}`}><${Lamp} tone=${passed ? 'good' : 'bad'}>
    ${passed ? 'Restored' : 'Failed'} <${Time} at=${of.endedAt} /></${Lamp}></a>`;
}

/** What a person has to look at, the worst first. */
export function judge(data) {
  const open = data.alerts.filter((alert) => alert.level !== 'info');
  const waiting = open.filter((alert) => !alert.acknowledgedAt);
  const severe = waiting.filter((alert) => alert.level === 'critical' || alert.level === 'error');
  const missed = data.objectives.filter((each) => each.verdict === 'missed');
  const none = data.targets.filter((target) => !target.lastGood);
  if (severe.length > 0 || data.status === 'unhealthy') {
    return {
      tone: 'bad',
      title: severe.length > 0 ? `${plural(severe.length, 'problem')} to see to now` : 'Backups can\'t be kept',
      text: severe.length > 0 ? 'The worst is first; each says what to do.' : data.warnings[0],
    };
  }
  if (data.unavailable.length > 0) {
    return { tone: 'warn', title: 'Not everything is known', text: 'The catalog does not answer. Backups go on without it.' };
  }
  if (none.length === data.targets.length && data.targets.length > 0) {
    return { tone: 'warn', title: 'No backup can be relied on yet', text: 'Make the first one, and wait until it has been read back.' };
  }
  if (waiting.length > 0 || missed.length > 0 || none.length > 0 || data.status !== 'healthy') {
    const parts = [
      waiting.length > 0 && plural(waiting.length, 'open alert'),
      missed.length > 0 && `${plural(missed.length, 'objective')} missed`,
      none.length > 0 && `${plural(none.length, 'target')} without a good backup`,
    ].filter(Boolean);
    return { tone: 'warn', title: 'Working, with something to look at', text: parts.join(', ') || data.warnings[0] || '' };
  }
  const proofs = data.targets.map((target) => target.lastTest?.endedAt).filter(Boolean).sort();
  return {
    tone: 'good',
    title: 'Everything is all right',
    text: `Each target has a backup that was read back whole.${
      proofs.length > 0 ? ` The last one was restored and compared ${relative(proofs[proofs.length - 1])}.` : ''}`,
  };
}

function actions(target, ask) {
  const backup = target.lastBackup;
  return html`<span class="buttons">
    <${Act} action=${ACTIONS.backup} label=${`Back up ${target.id} now`} onClick=${() => ask('backup', target)}>Back up now</${Act}>
    ${backup && html`<${Act} action=${ACTIONS.verify} label=${`Verify the newest backup of ${target.id}`} onClick=${() => ask('verify', target)}>Verify</${Act}>`}
    ${backup && isTestable(target.kind) && html`<${Act} action=${ACTIONS.test} label=${`Test the newest backup of ${target.id}`} onClick=${() => ask('test', target)}>Test</${Act}>`}
  </span>`;
}

function lastGood(target) {
  if (target.lastGood) {
    const newer = target.lastBackup && target.lastBackup.id !== target.lastGood.id;
    return html`<a href=${`#/backups/${target.lastGood.id}`}><${Time} at=${target.lastGood.createdAt} /></a>
      ${newer && html` <span class="muted small">a newer one is ${target.lastBackup.damaged || target.lastBackup.tested === false ? 'bad' : 'not proved yet'}</span>`}`;
  }
  return target.lastBackup
    ? html`<${Lamp} tone="warn">None yet</${Lamp}> <a href=${`#/backups/${target.lastBackup.id}`} class="small">made <${Time} at=${target.lastBackup.createdAt} /></a>`
    : html`<${Lamp} tone="warn">No backup yet</${Lamp}>`;
}

/** From when to when the write-ahead log brings everything back. */
function AnyInstant({ of }) {
  const lost = of.lossSeconds == null ? null : of.lossSeconds * 1000;
  const tone = of.gap || lost == null ? 'bad' : of.lossSeconds <= of.objectiveSeconds ? 'good' : 'bad';
  const word = lost == null ? 'Not yet' : `${span(lost)} of ${span(of.objectiveSeconds * 1000)}`;
  return html`<${Section} title="Any instant can come back" note=${of.target} action=${html`<a href="#/recover">Recover</a>`}>
    <dl class="facts">
      <div><dt>From</dt><dd><${Time} at=${of.oldest} none="–" /></dd></div>
      <div><dt>Until</dt><dd><${Time} at=${of.newest} none="–" /></dd></div>
      <div><dt>Would be lost now</dt><dd><${Lamp} tone=${tone} title=${of.detail}>${word}</${Lamp}></dd></div>
      ${of.gap && html`<div><dt>Gap</dt><dd>${of.detail}</dd></div>`}
      ${(of.repositories ?? []).filter((each) => each.problem).map((each) => html`<div key=${each.repository}>
        <dt>Log in ${each.repository}</dt>
        <dd><${Lamp} tone="bad" title=${each.problem}>Until <${Time} at=${each.newest} none="–" />, ${bytes(each.backlogBytes)} wait here</${Lamp}></dd></div>`)}
      <div><dt>Not sent yet</dt><dd>${bytes(of.backlogBytes ?? 0)} here, ${bytes(of.heldBytes ?? 0)} kept by the server</dd></div>
    </dl>
  </${Section}>`;
}

export function Overview({ data, running, ask, act }) {
  const verdict = judge(data);
  const waiting = data.alerts.filter((alert) => alert.level !== 'info' && !alert.acknowledgedAt);
  const columns = [
    { name: 'Target', of: (t) => html`<strong>${t.id}</strong> <span class="muted small">${t.kind}</span>` },
    { name: 'Last good backup', of: lastGood },
    { name: 'Next run', of: (t) => html`<${Time} at=${t.nextRun} none=${t.schedule === 'off' ? 'off' : '–'} />` },
    { name: 'Data loss (RPO)', of: (t) => html`<${Verdict} of=${t.recoveryPoint} />` },
    { name: 'Downtime (RTO)', of: (t) => html`<${Verdict} of=${t.recoveryTime} />` },
    { name: 'Last proof', of: (t) => html`<${Proof} of=${t.lastTest} />` },
    { name: '', of: (t) => actions(t, ask) },
  ];
  return html`
    <div class=${`verdict ${verdict.tone}`} role="status">
      <span class="verdict-mark" aria-hidden="true">${verdict.tone === 'good' ? '✓' : '!'}</span>
      <div><p class="verdict-title">${verdict.title}</p><p>${verdict.text}</p></div>
    </div>
    ${waiting.length > 0 && html`<${Section} title="What to do" note=${plural(waiting.length, 'alert')}>
      <ul class="lines">${waiting.slice(0, 6).map((alert) => html`<${AlertLine} key=${alert.id} alert=${alert} act=${act} />`)}</ul>
      ${waiting.length > 6 && html`<p class="more"><a href="#/alerts">All ${waiting.length} alerts</a></p>`}
    </${Section}>`}
    ${data.unavailable.map((each) => html`<${Trouble} key=${each.part} problem=${each.problem} tone="warn" />`)}
    <${Section} title="Targets" note=${`${data.environment}, as of ${relative(data.at)}`}>
      <${Table} caption="Targets" columns=${columns} rows=${data.targets} keyOf=${(t) => t.id}
        empty=${html`<${Empty} title="Nothing is backed up">Set POSTGRES_URL, or name folders in config/file-sets.yaml.</${Empty}>`} />
    </${Section}>
    ${data.pointInTime && html`<${AnyInstant} of=${data.pointInTime} />`}
    <div class="columns">
      <${Section} title="Running" note=${running.length > 0 ? plural(running.length, 'operation') : 'live'}>
        <${Running} operations=${running} />
      </${Section}>
      <${Section} title="Good to know">
        ${data.warnings.length > 0
          ? html`<ul class="notes">${data.warnings.map((warning) => html`<li key=${warning}>${warning}</li>`)}</ul>`
          : html`<p class="muted">No warnings.</p>`}
        <dl class="facts">
          <div><dt>Catalog</dt><dd><${Lamp} tone=${data.catalog.reachable ? 'good' : 'bad'}>${data.catalog.reachable ? 'Reachable' : 'Away'}</${Lamp}></dd></div>
          ${data.repositories.map((each) => html`<div key=${each.id}><dt>Repository ${each.id}</dt>
            <dd><${Lamp} tone=${each.reachable ? 'good' : 'bad'} title=${each.location}>${each.reachable ? 'Reachable' : each.detail}</${Lamp}></dd></div>`)}
          <div><dt>Encryption</dt><dd><${Lamp} tone=${data.encryption.enabled ? 'good' : 'bad'}>${data.encryption.enabled ? `On, key ${data.encryption.keyId}` : 'OFF'}</${Lamp}></dd></div>
        </dl>
      </${Section}>
    </div>
    <${Section} title="Timeline" action=${html`<a href="#/operations">All operations</a>`}>
      <${Timeline} operations=${data.operations.filter((o) => o.state !== 'running').slice(0, 15)} />
    </${Section}>`;
}
