// Days as a site lives them. The server keeps UTC; a supervisor asks for "yesterday in Tunis".
// A day is a plain `YYYY-MM-DD`; only here does it become instants, through Intl's zone data.

/** The local day of an instant in `zone`. */
export function dayOf(instant: number, zone: string): string {
  const parts = wallClock(instant, zone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** The instant at which `day` starts in `zone` (the first one, where clocks are turned). */
export function startOfDay(day: string, zone: string): Date {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  // Two rounds: the offset at the guess may differ from the offset at the true start.
  const guess = asUtc - offset(asUtc, zone);
  return new Date(asUtc - offset(guess, zone));
}

/** `day` moved by whole days on the calendar. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** True for a date that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Local `HH:MM` of an instant in `zone`. */
export function hourOf(instant: number, zone: string): string {
  const parts = wallClock(instant, zone);
  return `${parts.hour}:${parts.minute}`;
}

/** `UTC+01:00` as it holds in `zone` at the instant. */
export function offsetName(instant: number, zone: string): string {
  const minutes = Math.round(offset(instant, zone) / 60_000);
  if (minutes === 0) return 'UTC';
  const whole = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

function offset(instant: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(instant, zone);
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return local - Math.floor(instant / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(instant: number, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}
