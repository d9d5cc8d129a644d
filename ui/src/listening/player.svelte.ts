// The one voice of a page: what is heard, where it stands, and what the transcript follows.

const STEP = 5;
export const PACES = [0.75, 1, 1.25, 1.5, 2] as const;

export class Player {
  /** Seconds from the beginning. */
  now = $state(0);
  playing = $state(false);
  length = $state(0);
  pace = $state(1);
  failed = $state(false);
  #voice: HTMLAudioElement | null = null;

  /** Takes over `voice` until the returned function is called. */
  attach(voice: HTMLAudioElement, at: number): () => void {
    this.#voice = voice;
    const told: [string, () => void][] = [
      ['timeupdate', () => (this.now = voice.currentTime)],
      ['seeking', () => (this.now = voice.currentTime)],
      ['play', () => this.#follow(voice)],
      ['pause', () => (this.playing = false)],
      ['ended', () => (this.playing = false)],
      ['error', () => (this.failed = true)],
      ['loadedmetadata', () => this.#loaded(voice, at)],
    ];
    for (const [name, hear] of told) voice.addEventListener(name, hear);
    return () => {
      for (const [name, hear] of told) voice.removeEventListener(name, hear);
      voice.pause();
      this.#voice = null;
    };
  }
  /** Word by word: the element itself tells its time only four times a second. */
  #follow(voice: HTMLAudioElement): void {
    this.playing = !voice.paused;
    if (Math.abs(voice.currentTime - this.now) > 0.04) this.now = voice.currentTime;
    if (this.playing && voice === this.#voice) requestAnimationFrame(() => this.#follow(voice));
  }
  #loaded(voice: HTMLAudioElement, at: number): void {
    if (Number.isFinite(voice.duration)) this.length = voice.duration;
    voice.playbackRate = this.pace;
    if (at > 0) this.seek(at);
  }

  seek(seconds: number): void {
    const there = Math.max(0, Math.min(seconds, this.length || seconds));
    this.now = there;
    if (this.#voice) this.#voice.currentTime = there;
  }
  step = (times: number): void => this.seek(this.now + times * STEP);
  toggle(): void {
    const voice = this.#voice;
    if (!voice) return;
    if (voice.paused) void voice.play().catch(() => (this.failed = true));
    else voice.pause();
  }
  /** From `seconds` on, at once. */
  playFrom(seconds: number): void {
    this.seek(seconds);
    if (this.#voice?.paused) this.toggle();
  }
  setPace(pace: number): void {
    this.pace = pace;
    if (this.#voice) this.#voice.playbackRate = pace;
  }
  /** Space and arrows; true when the key was one of them. `rtl`: the right arrow goes back. */
  pressed(key: string, rtl: boolean): boolean {
    const onward = rtl ? -1 : 1;
    const act = {
      ' ': () => this.toggle(),
      ArrowRight: () => this.step(onward),
      ArrowLeft: () => this.step(-onward),
      Home: () => this.seek(0),
      End: () => this.seek(this.length),
    }[key];
    act?.();
    return act !== undefined;
  }
}
