// Lines over time, drawn by uPlot; the same figures follow as a table, for who can't see the drawing.
import { Component, html } from './html.js';
import uPlot from './parts/uPlot.esm.js';
import { exact } from './words.js';

const HEIGHT = 200;

/** What a colour's name stands for in the theme that is shown; a canvas knows no names. */
function colours(place) {
  const probe = place.appendChild(document.createElement('span'));
  return {
    of(name) {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    },
    done: () => probe.remove(),
  };
}

/** Props: title, times (seconds), lines: [{name, values}], say: value => words. */
export class Chart extends Component {
  componentDidMount() {
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.place);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.redraw = () => this.draw();
    this.scheme.addEventListener('change', this.redraw);
    this.draw();
  }

  componentDidUpdate(before) {
    if (before.times !== this.props.times || before.theme !== this.props.theme) {
      this.draw();
    }
  }

  componentWillUnmount() {
    this.watch.disconnect();
    this.scheme.removeEventListener('change', this.redraw);
    this.plot?.destroy();
  }

  fit() {
    const width = this.place.clientWidth;
    if (this.plot && width && width !== this.plot.width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
  }

  draw() {
    this.plot?.destroy();
    const { times, lines, say } = this.props;
    const colour = colours(this.place);
    const ink = colour.of('--muted');
    const grid = { stroke: colour.of('--line'), width: 1 };
    const axis = { stroke: ink, grid, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const strokes = lines.map((line, i) => colour.of(`--line-${(i % 6) + 1}`));
    colour.done();
    this.plot = new uPlot({
      width: this.place.clientWidth || 600,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      legend: { live: true },
      scales: { y: { range: (u, low, high) => [0, Math.max(high * 1.1, 1)] } },
      axes: [axis, { ...axis, size: 72, values: (u, ticks) => ticks.map((tick) => say(tick)) }],
      series: [
        { value: (u, time) => (time ? exact(time * 1000) : '–') },
        ...lines.map((line, i) => ({
          label: line.name,
          stroke: strokes[i],
          width: 2,
          spanGaps: true,
          points: { show: times.length < 60, size: 5 },
          value: (u, value) => (value === null || value === undefined ? '–' : say(value)),
        })),
      ],
    }, [times, ...lines.map((line) => line.values)], this.place);
  }

  render({ title, times, lines, say }) {
    const latest = times.slice(-30).map((time, i) => [time, Math.max(0, times.length - 30) + i]).reverse();
    return html`<figure class="chart">
      <figcaption>${title}</figcaption>
      <div class="plot" ref=${(e) => { this.place = e; }} aria-hidden="true"></div>
      <details><summary>As a table</summary>
        <div class="scroll" tabIndex="0" role="region" aria-label=${`${title}, as a table`}><table>
          <thead><tr><th scope="col">Time</th>${lines.map((line) => html`<th scope="col" class="numeric">${line.name}</th>`)}</tr></thead>
          <tbody>${latest.map(([time, i]) => html`<tr><td>${exact(time * 1000)}</td>
            ${lines.map((line) => html`<td class="numeric">${line.values[i] === null || line.values[i] === undefined ? '–' : say(line.values[i])}</td>`)}</tr>`)}</tbody>
        </table></div>
      </details>
    </figure>`;
  }
}

/** From [{time, line, value}] to what a chart takes. */
export function series(points) {
  const times = [...new Set(points.map((p) => p.time))].sort((a, b) => a - b);
  const at = new Map(times.map((time, i) => [time, i]));
  const byName = new Map();
  for (const { time, line, value } of points) {
    if (!byName.has(line)) {
      byName.set(line, new Array(times.length).fill(null));
    }
    byName.get(line)[at.get(time)] = value;
  }
  return { times, lines: [...byName].map(([name, values]) => ({ name, values })) };
}
