// How times, sizes and names are said.

const exactTime = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  hour12: false, timeZoneName: 'short',
});
const dayOnly = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const clockOnly = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });

export const exact = (iso) => exactTime.format(new Date(iso));
export const day = (iso) => dayOnly.format(new Date(iso));
export const clock = (iso) => clockOnly.format(new Date(iso));

const STEPS = [[60, 's', 1], [3600, 'min', 60], [86_400, 'h', 3600], [Infinity, 'd', 86_400]];

/** 42 s, 12 min, 3 h, 2 d. */
export function span(millis) {
  const seconds = Math.abs(millis) / 1000;
  if (seconds < 0.95) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  const [, unit, size] = STEPS.find(([below]) => seconds < below);
  const count = seconds / size;
  if (unit === 's') {
    return `${count < 10 ? count.toFixed(1) : Math.round(count)} s`;
  }
  const whole = Math.floor(count);
  const rest = unit === 'min' ? Math.round((count - whole) * 60) : unit === 'h' ? Math.round((count - whole) * 60) : 0;
  if (whole < 10 && rest > 0 && rest < 60) {
    return `${whole} ${unit} ${rest} ${unit === 'min' ? 's' : 'min'}`;
  }
  return `${Math.round(count)} ${unit}`;
}

/** 'just now', '12 min ago', 'in 3 h'. */
export function relative(iso, now = Date.now()) {
  const away = new Date(iso).getTime() - now;
  if (Math.abs(away) < 10_000) {
    return away > 0 ? 'in a moment' : 'just now';
  }
  const seconds = Math.abs(away) / 1000;
  const [, unit, size] = STEPS.find(([below]) => seconds < below);
  const words = `${Math.round(seconds / size)} ${unit}`;
  return away > 0 ? `in ${words}` : `${words} ago`;
}

/** Milliseconds of an ISO 8601 duration such as PT1H30M. */
export function millis(iso) {
  const parts = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '');
  if (!parts) {
    return null;
  }
  const [, minus, d = 0, h = 0, m = 0, s = 0] = parts;
  return (minus ? -1 : 1) * (((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60 + Number(s)) * 1000;
}

/** 1.2 GB: decimal, as disks and buckets are sold. */
export function bytes(count) {
  if (count === null || count === undefined) {
    return '–';
  }
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const count = (number) => new Intl.NumberFormat().format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

const KINDS = {
  backup: 'Backup',
  upload: 'Upload',
  verification: 'Verification',
  'restoration-test': 'Restoration test',
  'file-restoration': 'File restoration',
  recovery: 'Recovery',
  cleanup: 'Cleanup',
  'security-check': 'Security check',
  'catalog-rebuild': 'Catalog rebuild',
  'key-rotation': 'Change of the key',
  erasure: 'Erasure',
  'table-restoration': 'Table restoration',
  'table-comparison': 'Table comparison',
  'copy-back': 'Copying back',
  quickTest: 'Quick test',
  fullTest: 'Full test',
  disasterSimulation: 'Disaster simulation',
};

/** What people call a kind of operation or of test; a new kind by its own name. */
export const kind = (word) => KINDS[word] ?? word;

/** 'recovery-point' as 'Recovery point'. */
export const said = (word) => {
  const spaced = String(word).replace(/[-_]/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
