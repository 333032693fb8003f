// What is done on time.
import { html } from '../html.js';
import { get } from '../api.js';
import { Lamp, Loaded, Section, Table, Time, Trouble } from '../parts.js';

export function SchedulesPage({ version }) {
  return html`<${Section} title="Schedules">
    <${Loaded} from=${() => get('/api/v1/schedules')} version=${version}>${({ atWork, schedules }) => html`
      ${!atWork && html`<${Trouble} tone="warn" problem=${{ title: 'The timers wait for the catalog', detail: 'They are kept there. Until it can be reached this node begins its backups by itself; nothing else happens on time.', hint: 'See on the overview why the catalog is away.' }} />`}
      <${Table} caption="Schedules" rows=${schedules} keyOf=${(s) => s.name} columns=${[
        { name: 'What', of: (s) => html`<strong>${s.description}</strong>` },
        { name: 'When', of: (s) => html`${s.timing === 'off' ? html`<${Lamp} tone="idle">Off</${Lamp}>` : s.timing}${s.changed && html` <span class="muted small">changed while running</span>`}` },
        { name: 'Last', of: (s) => html`<${Time} at=${s.lastRun} />` },
        { name: 'Next', of: (s) => html`<${Time} at=${s.nextRun} />` },
        { name: 'Time zone', of: (s) => html`<span class="small">${s.timeZone}</span>` },
        { name: 'Setting', of: (s) => html`<code>BACKUP_SCHEDULE_${s.name.toUpperCase().replace(/-/g, '_')}</code>` },
      ]} />`}</${Loaded}>
  </${Section}>`;
}
