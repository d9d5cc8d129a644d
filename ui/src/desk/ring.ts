// The ring of an offer: two soft tones made by the browser, until stopped.
const STORED = 'nawba.muted';
const EVERY_MS = 2600;
const NOTES: [start: number, hertz: number][] = [
  [0, 659.25],
  [0.16, 880],
  [0.5, 659.25],
  [0.66, 880],
];

export class Ring {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  muted = localStorage.getItem(STORED) === '1';

  /** Browsers let a page sound only after a gesture: call this from a click or a key. */
  unlock(): void {
    if (!('AudioContext' in globalThis)) return;
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }
  mute(muted: boolean): void {
    this.muted = muted;
    localStorage.setItem(STORED, muted ? '1' : '0');
  }
  start(): void {
    if (this.#timer !== undefined) return;
    this.#play();
    this.#timer = setInterval(() => this.#play(), EVERY_MS);
  }
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
  #play(): void {
    if (this.muted || this.#context?.state !== 'running') return;
    for (const [start, hertz] of NOTES)
      tone(this.#context, this.#context.currentTime + start, hertz);
  }
}

function tone(context: AudioContext, at: number, hertz: number): void {
  const [wave, loud] = [context.createOscillator(), context.createGain()];
  wave.frequency.value = hertz;
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(0.14, at + 0.02);
  loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.32);
  wave.connect(loud).connect(context.destination);
  wave.start(at);
  wave.stop(at + 0.34);
}
