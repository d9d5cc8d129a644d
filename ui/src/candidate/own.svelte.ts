// A candidate's own page: the secret of its address, and what the server tells whoever has it.
import { ApiError, Client } from '../lib/api.ts';
import { Reading } from '../lib/reading.svelte.ts';
import type { Own } from './types.ts';

const ENDED = [401, 404, 410];

export class OwnPage {
  readonly api: Client;
  #reading = new Reading<Own>();

  /** `secret` is the fragment of the address, which browsers send to nobody. */
  constructor(secret: string, options: ConstructorParameters<typeof Client>[1] = {}) {
    this.api = new Client(() => (secret ? { token: secret } : null), options);
  }

  get shown(): Own | null {
    return this.#reading.value;
  }
  get problem(): unknown {
    return this.#reading.problem;
  }
  /** The link was never given, does not open any more, or everything was erased. */
  get ended(): boolean {
    return this.problem instanceof ApiError && ENDED.includes(this.problem.status);
  }

  async read(language: string): Promise<void> {
    await this.#reading.load(() => this.api.get<Own>('/api/candidate', { language }));
  }
}
